import type { Completion, CompletionRequest, StreamPart } from './canonical.js';
import { FunctionNames, functionNameOf } from './function-names.js';

const LONG = `mcp__${'server'.repeat(15)}__read`;
const DOTTED = 'mcp.files:read';
const calling = (name: string) => ({ id: 'c', type: 'function', function: { name, arguments: '{}' } });
const requestWith = (name: string) =>
  ({
    model: 'm',
    messages: [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: null, tool_calls: [calling(name)] },
      { role: 'tool', tool_call_id: 'c', content: 'x' },
    ],
    tools: [{ type: 'function', function: { name, parameters: { type: 'object' } } }],
    tool_choice: { type: 'function', function: { name } },
  }) as unknown as CompletionRequest;
const answerWith = (name: string) =>
  ({ id: 'a', choices: [{ index: 0, message: { tool_calls: [calling(name)] } }] }) as unknown as Completion;

describe('names of functions', () => {
  it.each([LONG, DOTTED, 'ä', ''])('are put in others that every provider takes: %s', (name) => {
    const known = functionNameOf(name);
    expect(known).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
    expect(functionNameOf(name)).toBe(known);
  });

  it('are told apart by what was cut off', () => {
    expect(functionNameOf(`${LONG}_1`)).not.toBe(functionNameOf(`${LONG}_2`));
    expect(functionNameOf('a.b')).not.toBe(functionNameOf('a_b'));
  });

  it('stay where they are taken, and nothing is copied', () => {
    const names = new FunctionNames();
    const [request, answer] = [requestWith('read_file-2'), answerWith('read_file-2')];
    expect(names.toModel(request)).toBe(request);
    expect(names.toOwn(answer)).toBe(answer);
  });

  it.each([LONG, DOTTED])(
    'are the model’s in all of a request, and the caller’s in the answer: %s',
    async (name) => {
      const names = new FunctionNames();
      const known = functionNameOf(name);
      expect(names.toModel(requestWith(name))).toEqual(requestWith(known));
      expect(names.toOwn(answerWith(known))).toEqual(answerWith(name));
      expect(names.toOwn(answerWith('another'))).toEqual(answerWith('another'));
      const piece = (called: object) => ({
        choices: [{ index: 0, delta: { tool_calls: [{ index: 0, ...called }] } }],
      });
      const parts = [
        piece({ function: { name: known, arguments: '' } }),
        piece({ function: { arguments: '{}' } }),
      ];
      const told: unknown[] = [];
      for await (const part of names.toOwnParts(streamOf(parts))) told.push(part);
      expect(told).toEqual([
        { type: 'chunk', chunk: piece({ function: { name, arguments: '' } }) },
        { type: 'chunk', chunk: parts[1] },
        { type: 'finished' },
      ]);
    },
  );
});

async function* streamOf(chunks: readonly object[]): AsyncGenerator<StreamPart> {
  for (const chunk of chunks) yield { type: 'chunk', chunk } as unknown as StreamPart;
  yield { type: 'finished' } as StreamPart;
}
