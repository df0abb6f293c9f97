import { GatewayError } from '../../common/errors.js';
import type { CompletionRequest } from '../../port/canonical.js';
import { toGeminiRequest } from './to-gemini-request.js';

const HELLO = { role: 'user', content: 'Hello' };
const sentFor = (fields: object) =>
  toGeminiRequest({ model: 'gemini-2.5-flash', messages: [HELLO], ...fields } as CompletionRequest);
const afterCall = (call: object) => sentFor({ messages: [HELLO, { role: 'assistant', tool_calls: [call] }] });

describe('tools for Gemini', () => {
  it.each([[undefined], [null]])('have no description and no parameters where these are %j', (nothing) => {
    const named = { name: 'now', description: nothing, parameters: nothing };
    expect(sentFor({ tools: [{ type: 'function', function: named }] }).tools).toEqual([
      { functionDeclarations: [{ name: 'now' }] },
    ]);
  });

  it.each<[string, () => unknown]>([
    ['a tool without its function', () => sentFor({ tools: [{ type: 'function' }] })],
    ['a choice of no function', () => sentFor({ tools: [], tool_choice: { type: 'function' } })],
    ['a call without its function', () => afterCall({ id: 'a', type: 'function' })],
    ['a call without a name', () => afterCall({ id: 'a', type: 'function', function: {} })],
    [
      'arguments that are no text',
      () => afterCall({ id: 'a', type: 'function', function: { name: 'a', arguments: 7 } }),
    ],
  ])('refuse %s as the caller’s mistake', (_what, send) => expect(send).toThrow(GatewayError));

  it('have a schema that says that it is an object’s', () => {
    const tools = [{ type: 'function', function: { name: 'now', parameters: { properties: {} } } }];
    expect(sentFor({ tools }).tools).toEqual([
      { functionDeclarations: [{ name: 'now', parametersJsonSchema: { type: 'object', properties: {} } }] },
    ]);
  });

  it('show what their results have beside text behind all results of the turn', () => {
    const call = (id: string) => ({ id, type: 'function', function: { name: 'look', arguments: '{}' } });
    const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } };
    const result = (id: string, content: unknown) => ({ role: 'tool', tool_call_id: id, content });
    const { contents } = sentFor({
      messages: [
        HELLO,
        { role: 'assistant', content: null, tool_calls: [call('a'), call('b')] },
        result('a', [{ type: 'text', text: 'seen' }, image]),
        result('b', 'heard'),
        { role: 'user', content: 'And?' },
      ],
    });
    expect(contents.slice(2)).toEqual([
      {
        role: 'user',
        parts: [
          { functionResponse: { id: 'a', name: 'look', response: { result: 'seen' } } },
          { functionResponse: { id: 'b', name: 'look', response: { result: 'heard' } } },
        ],
      },
      {
        role: 'user',
        parts: [
          { text: 'Of the result of a:' },
          { inlineData: { mimeType: 'image/png', data: 'AA==' } },
          { text: 'And?' },
        ],
      },
    ]);
  });

  it.each([
    ['texts, which stand on lines of their own', ['seen', 'heard'], { result: 'seen\nheard' }],
    ['one JSON object, which stays one', ['{"a":1}'], { a: 1 }],
    ['no text', [], { result: '' }],
  ])('have a result of %s', (_what, texts, response) => {
    const call = { id: 'a', type: 'function', function: { name: 'look', arguments: '{}' } };
    const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } };
    const content = [...texts.map((text) => ({ type: 'text', text })), image];
    const { contents } = sentFor({
      messages: [
        HELLO,
        { role: 'assistant', content: null, tool_calls: [call] },
        { role: 'tool', tool_call_id: 'a', content },
      ],
    });
    expect(contents[2]).toMatchObject({ parts: [{ functionResponse: { id: 'a', name: 'look', response } }] });
  });

  it('are those alone that the choice allows', () => {
    const tools = ['a', 'b'].map((name) => ({ type: 'function', function: { name } }));
    const choice = { type: 'allowed_tools', allowed_tools: { mode: 'required', tools: [tools[1]] } };
    expect(sentFor({ tools, tool_choice: choice })).toMatchObject({
      tools: [{ functionDeclarations: [{ name: 'b' }] }],
      toolConfig: { functionCallingConfig: { mode: 'ANY' } },
    });
  });

  it.each([[undefined], [null], [''], [' ']])('take a call whose arguments are %j', (text) => {
    const call = { id: 'a', type: 'function', function: { name: 'now', arguments: text } };
    expect(afterCall(call).contents[1]?.parts).toEqual([
      { functionCall: { id: 'a', name: 'now', args: {} } },
    ]);
  });
});

describe('a conversation for Gemini that begins with an answer', () => {
  const call = { id: 'a', type: 'function', function: { name: 'now', arguments: '{}' } };
  const contentsOf = (...messages: readonly object[]) =>
    toGeminiRequest({ model: 'gemini-2.5-flash', messages } as unknown as CompletionRequest).contents;

  it('has a turn of a user before the first call of a tool', () => {
    const called = { role: 'assistant', content: 'Hm.', tool_calls: [call] };
    const result = { role: 'tool', tool_call_id: 'a', content: 'noon' };
    const roles = contentsOf({ role: 'system', content: 'Be brief.' }, called, result).map(
      ({ role }) => role,
    );
    expect(roles).toEqual(['user', 'model', 'user']);
    expect(contentsOf(called, result)[0]).toEqual({ role: 'user', parts: [{ text: '.' }] });
  });

  it('stays as it is where the answer called none', () => {
    expect(contentsOf({ role: 'assistant', content: 'Hi!' }, HELLO)).toHaveLength(2);
  });
});

describe('calls for Gemini whose arguments are no JSON object', () => {
  it.each(['{"city":"Os', '[1]', 'null'])('have %j in one', (text) => {
    const call = { id: 'a', type: 'function', function: { name: 'now', arguments: text } };
    expect(afterCall(call).contents[1]?.parts).toEqual([
      { functionCall: { id: 'a', name: 'now', args: { unreadable_arguments: text } } },
    ]);
  });
});

describe('formats for Gemini', () => {
  it.each([[{ type: 'json_schema' }], [{ type: 'grammar' }], [{ type: 'text' }]])(
    'say nothing of %j',
    (format) => {
      expect(sentFor({ response_format: format }).generationConfig).toBeUndefined();
    },
  );
});
