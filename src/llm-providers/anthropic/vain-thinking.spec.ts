import { isThinkingVain, withoutVainThinking } from './vain-thinking.js';

const ON = { type: 'enabled', budget_tokens: 2_000 };
const ASKING = { role: 'user', content: 'Hello' };
const CALLS = [{ id: 'a', type: 'function', function: { name: 'now', arguments: '{}' } }];
const CALLING = { role: 'assistant', content: null, tool_calls: CALLS };
const THINKING = { ...CALLING, thinking_blocks: [{ type: 'thinking', thinking: 'Hm.', signature: 'c2ln' }] };
const RESULT = { role: 'tool', tool_call_id: 'a', content: 'noon' };
const NOTHING = { role: 'assistant', content: '' };
const BLANKS = { role: 'assistant', content: [{ type: 'text', text: '\n' }], refusal: ' ' };
const RULE = { role: 'system', content: 'Be brief.' };

describe('isThinkingVain', () => {
  it.each([
    ['a turn that called tools comes back without its thoughts', [ASKING, CALLING, RESULT]],
    ['more was asked beside the results', [ASKING, CALLING, RESULT, ASKING]],
    ['an instruction or an empty turn follows', [ASKING, CALLING, RULE, RESULT, NOTHING]],
    ['a turn of nothing but blanks follows', [ASKING, CALLING, RESULT, BLANKS]],
    ['its thoughts are unsigned', [ASKING, { ...CALLING, reasoning_content: 'Hm.' }, RESULT]],
    ['the thoughts stand in the second message of the turn', [ASKING, CALLING, THINKING, RESULT]],
  ])('is told where %s', (_when, messages) => {
    expect(isThinkingVain({ thinking: ON, messages })).toBe(true);
    expect(withoutVainThinking({ thinking: ON, messages })).toEqual({ thinking: { type: 'disabled' } });
  });

  it.each([
    ['its thoughts came back', ON, [ASKING, THINKING, RESULT]],
    ['the first message of the turn has thoughts', ON, [ASKING, THINKING, CALLING, RESULT]],
    [
      'the results are answered',
      ON,
      [ASKING, CALLING, RESULT, { role: 'assistant', content: 'Noon.' }, ASKING],
    ],
    ['nothing but blanks stands before its thoughts', ON, [ASKING, BLANKS, THINKING, RESULT]],
    ['nothing was called', ON, [ASKING]],
    ['thinking is not asked for', undefined, [ASKING, CALLING, RESULT]],
    ['the model chooses', { type: 'adaptive' }, [ASKING, CALLING, RESULT]],
  ])('is not told where %s', (_when, thinking, messages) => {
    expect(withoutVainThinking({ thinking, messages })).toEqual({});
  });
});
