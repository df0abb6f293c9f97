import { withoutVainThinking } from './vain-thinking.js';

const ON = { thinking: { type: 'enabled', budget_tokens: 2_000 } };
const ASKING = { role: 'user', content: [{ type: 'text', text: 'Hello' }] } as const;
const CALL = { type: 'tool_use', id: 'a', name: 'now', input: {} } as const;
const CALLING = { role: 'assistant', content: [CALL] } as const;
const THOUGHT = { type: 'thinking', thinking: 'Hm.', signature: 'c2ln' } as const;
const RESULT = { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a', content: [] }] } as const;

describe('withoutVainThinking', () => {
  it('turns thinking off where a turn that called tools comes back without its thoughts', () => {
    expect(withoutVainThinking(ON, [ASKING, CALLING, RESULT])).toEqual({ thinking: { type: 'disabled' } });
  });

  it.each([
    ['its thoughts came back', ON, [ASKING, { ...CALLING, content: [THOUGHT, CALL] }, RESULT]],
    ['the results are answered', ON, [ASKING, CALLING, RESULT, { ...CALLING, content: [] }, ASKING]],
    ['nothing was called', ON, [ASKING]],
    ['thinking is not asked for', {}, [ASKING, CALLING, RESULT]],
    ['the model chooses', { thinking: { type: 'adaptive' } }, [ASKING, CALLING, RESULT]],
  ] as const)('changes nothing where %s', (_when, request, turns) => {
    expect(withoutVainThinking(request, turns)).toEqual({});
  });
});
