import type { Completion, CompletionRequest, StreamPart } from '../../port/canonical.js';
import { inCustomCalls, lossOfCustomTools, partsInCustomCalls, withoutCustomTools } from './custom-tools.js';

const SQL = { type: 'custom', custom: { name: 'sql' } };
const NOW = { type: 'function', function: { name: 'now' } };
const asking = (more: object) => ({ model: 'm', messages: [], tools: [SQL, NOW], ...more }) as never;
const REQUEST: CompletionRequest = asking({});

const pieceOf = (index: number, delta: object, finish: string | null = null) =>
  ({
    type: 'chunk',
    chunk: { id: 'a', choices: [{ index, delta, finish_reason: finish }] },
  }) as unknown as StreamPart;
const calls = (...pieces: object[]) => ({ tool_calls: pieces });
const told = async (...parts: StreamPart[]) => {
  const choices: object[] = [];
  async function* all() {
    yield* parts;
  }
  for await (const part of partsInCustomCalls(all(), REQUEST))
    if (part.type === 'chunk') choices.push(...part.chunk.choices);
  return choices;
};

describe('custom tools', () => {
  it('leave a request as it is that has none', () => {
    const plain: CompletionRequest = asking({ tools: [NOW], tool_choice: 'auto' });
    expect(withoutCustomTools(plain)).toBe(plain);
    expect(lossOfCustomTools(plain)).toEqual([]);
  });

  it('are functions among those that are allowed, too', () => {
    const allowed = { mode: 'auto', tools: [{ type: 'custom', custom: { name: 'sql' } }, NOW] };
    const choice = { type: 'allowed_tools', allowed_tools: allowed };
    expect(withoutCustomTools(asking({ tool_choice: choice }))).toMatchObject({
      tool_choice: { allowed_tools: { tools: [{ type: 'function', function: { name: 'sql' } }, NOW] } },
    });
  });

  it('have a grammar whose syntax is no text', () => {
    const format = { type: 'grammar', grammar: { syntax: { toString: 1 }, definition: 'x' } };
    const odd = { type: 'custom', custom: { name: 'sql', format } };
    const request: CompletionRequest = asking({ tools: [odd] });
    expect(withoutCustomTools(request).tools).toMatchObject([
      { function: { name: 'sql', description: 'The input follows this grammar:\nx' } },
    ]);
  });

  it('are told once, with their number, and with what their grammar loses', () => {
    const held = { type: 'custom', custom: { name: 'x', format: { type: 'grammar', grammar: {} } } };
    const [loss, ...others] = lossOfCustomTools(asking({ tools: [NOW, held, SQL] }));
    expect(loss).toMatchObject({ parameter: 'tools[1]', action: 'changed' });
    expect(loss?.reason).toMatch(/nothing holds it to its grammar \(in 2 tools\)$/);
    expect(others).toEqual([]);
  });

  it('show arguments that have no text as they are', () => {
    const made = (text: string) => ({
      id: 'c',
      type: 'function',
      function: { name: 'sql', arguments: text },
    });
    const message = { role: 'assistant', content: null, tool_calls: [made('{"inp'), made('{"q":1}')] };
    const answer = { choices: [{ index: 0, message }] } as unknown as Completion;
    expect(inCustomCalls(answer, REQUEST).choices[0]?.message.tool_calls).toEqual([
      { id: 'c', type: 'custom', custom: { name: 'sql', input: '{"inp' } },
      { id: 'c', type: 'custom', custom: { name: 'sql', input: '{"q":1}' } },
    ]);
  });

  it('of whose name a function behind them was offered are not called', async () => {
    const both: CompletionRequest = asking({ tools: [SQL, { type: 'function', function: { name: 'sql' } }] });
    const call = { id: 'c', type: 'function', function: { name: 'sql', arguments: '{"input":"a"}' } };
    const message = { role: 'assistant', content: null, tool_calls: [call] };
    const answer = { choices: [{ index: 0, message }] } as unknown as Completion;
    expect(inCustomCalls(answer, both)).toEqual(answer);
    const turned: CompletionRequest = { ...both, tools: both.tools!.toReversed() };
    expect(inCustomCalls(answer, turned).choices[0]?.message.tool_calls).toMatchObject([{ type: 'custom' }]);
  });

  it('are told in streams at once, and what they were called with at the end of their own choice', async () => {
    const begin = { index: 0, id: 'c', type: 'function', function: { name: 'sql', arguments: '' } };
    const piece = (text: string) => calls({ index: 0, function: { arguments: text } });
    const choices = await told(
      pieceOf(0, { role: 'assistant', ...calls(begin) }),
      pieceOf(1, calls(begin)),
      pieceOf(0, piece('{"input":')),
      pieceOf(1, piece('{"input":"b"}')),
      pieceOf(0, piece('"a"}')),
      pieceOf(0, {}, 'tool_calls'),
      pieceOf(1, {}, 'tool_calls'),
    );
    const begun = { index: 0, id: 'c', type: 'custom', custom: { name: 'sql', input: '' } };
    const input = (text: string) => calls({ index: 0, custom: { input: text } });
    expect(choices).toEqual([
      { index: 0, delta: { role: 'assistant', ...calls(begun) }, finish_reason: null },
      { index: 1, delta: calls(begun), finish_reason: null },
      { index: 0, delta: input('a'), finish_reason: 'tool_calls' },
      { index: 1, delta: input('b'), finish_reason: 'tool_calls' },
    ]);
  });
});
