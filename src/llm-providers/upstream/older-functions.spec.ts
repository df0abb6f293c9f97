import type { Completion, CompletionRequest } from '../../port/canonical.js';
import { inFunctions, inTools } from './older-functions.js';

const request = (fields: object) => ({ model: 'm', messages: [], ...fields }) as CompletionRequest;
const called = (name: string, text = '{}') => ({
  role: 'assistant',
  content: null,
  function_call: { name, arguments: text },
});

describe('inTools', () => {
  it('leaves a request without functions as it is', () => {
    const plain = request({ tools: [{ type: 'function', function: { name: 'f' } }], tool_choice: 'auto' });
    expect(inTools(plain)).toBe(plain);
  });

  it('answers the last open call of a name', () => {
    const result = (name: string, content: string) => ({ role: 'function', name, content });
    const messages = [
      called('a'),
      called('b'),
      called('a'),
      result('a', '1'),
      result('b', '2'),
      result('a', '3'),
    ];
    const said = inTools(request({ messages })).messages as { tool_call_id?: string; content: unknown }[];
    expect(said.slice(3)).toEqual([
      { role: 'tool', tool_call_id: 'function_2', content: '1' },
      { role: 'tool', tool_call_id: 'function_1', content: '2' },
      { role: 'tool', tool_call_id: 'function_0', content: '3' },
    ]);
  });

  it('leaves an answer that answers no call to be refused', () => {
    const messages = [{ role: 'function', name: 'a', content: '1' }, null, 7];
    expect(inTools(request({ messages, functions: [] })).messages).toEqual(messages);
  });

  it('offers functions beside tools, and takes the choice of tools before theirs', () => {
    const tool = { type: 'function', function: { name: 'f' } };
    const both = request({
      tools: [tool],
      tool_choice: 'required',
      functions: [{ name: 'g' }],
      function_call: 'none',
    });
    expect(inTools(both)).toMatchObject({
      tools: [tool, { type: 'function', function: { name: 'g' } }],
      tool_choice: 'required',
    });
  });

  it('makes no choice where nothing is offered', () => {
    expect(inTools(request({ function_call: 'auto' }))).toEqual(request({}));
  });
});

describe('inFunctions', () => {
  const answer = {
    choices: [
      {
        index: 0,
        finish_reason: 'tool_calls',
        message: {
          role: 'assistant',
          content: 'So.',
          tool_calls: ['f', 'g'].map((name) => ({
            id: name,
            type: 'function',
            function: { name, arguments: '' },
          })),
        },
      },
      { index: 1, finish_reason: 'stop', message: { role: 'assistant', content: 'No.' } },
    ],
  } as unknown as Completion;

  it('calls the first function, and ends so', () => {
    expect(inFunctions(answer, request({ functions: [{ name: 'f' }] })).choices).toEqual([
      {
        index: 0,
        finish_reason: 'function_call',
        message: { role: 'assistant', content: 'So.', function_call: { name: 'f', arguments: '' } },
      },
      answer.choices[1],
    ]);
  });

  it.each([{}, { functions: [] }, { functions: [{ name: 'f' }], tools: [{ type: 'function' }] }])(
    'leaves the answer to %j as it is',
    (fields) => {
      expect(inFunctions(answer, request(fields))).toBe(answer);
    },
  );
});
