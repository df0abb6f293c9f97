import { lossesIn, lossOfArguments, type Carried } from './translation-losses.js';

const CARRIED: Carried = {
  message: new Set(['cache_control']),
  part: new Set(['type', 'text', 'image_url', 'file']),
  image: new Set(['url']),
  file: new Set(['file_data']),
  tool: new Set(['type', 'function']),
  function: new Set(['name', 'parameters']),
  format: new Set(['type', 'json_schema']),
};
const told = (request: object, carried = CARRIED) =>
  lossesIn(request, carried, 'no words').map(({ parameter, reason }) => [parameter, reason]);

describe('lossesIn', () => {
  it('tells fields of messages, parts and tools, each kind once, at its first place', () => {
    const messages = [
      { role: 'system', content: 'Be brief.', name: 'rules', cache_control: { type: 'ephemeral' } },
      {
        role: 'user',
        name: 'ada',
        content: [
          { type: 'text', text: 'Hi', cache_control: { type: 'ephemeral' } },
          { type: 'image_url', image_url: { url: 'data:', detail: 'low' } },
          { type: 'file', file: { file_data: 'data:', filename: 'a.pdf' } },
        ],
      },
      { role: 'assistant', content: 'Hello', audio: { id: 'a' } },
    ];
    const tools = [{ type: 'function', priority: 1, function: { name: 'f', strict: true, parameters: {} } }];
    expect(told({ messages, tools })).toEqual([
      ['messages[0].name', 'no words (in 2 places)'],
      ['messages[1].content[0].cache_control', 'no words'],
      ['messages[1].content[1].image_url.detail', 'no words'],
      ['messages[1].content[2].file.filename', 'no words'],
      ['messages[2].audio', 'no words'],
      ['tools[0].priority', 'no words'],
      ['tools[0].function.strict', 'no words'],
    ]);
  });

  it('tells nothing of what an answer had beside its words, of defaults, and of the name of a result', () => {
    const messages = [
      {
        role: 'assistant',
        content: null,
        refusal: null,
        audio: null,
        annotations: [{ type: 'url_citation' }],
        parsed: { a: 1 },
        reasoning_content: 'Hm.',
        function_call: null,
        tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{}' }, index: 0 }],
      },
      { role: 'tool', tool_call_id: 'a', name: 'f', content: 'noon' },
      { role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:', detail: 'auto' } }] },
    ];
    const tools = [{ type: 'function', function: { name: 'f', strict: false } }];
    expect(told({ messages, tools })).toEqual([]);
  });

  it('tells fields of calls, and of the functions that they call', () => {
    const called = { name: 'f', arguments: '{}' };
    const tool_calls = [
      { id: 'a', type: 'function', function: called },
      {
        id: 'b',
        type: 'function',
        function: { ...called, strict: true },
        cache_control: { type: 'ephemeral' },
      },
      { id: 'c', type: 'function', function: { ...called, strict: true } },
    ];
    const messages = [
      { role: 'assistant', tool_calls },
      { role: 'assistant', function_call: { ...called, mood: 'fine' } },
    ];
    expect(told({ messages })).toEqual([
      ['messages[0].tool_calls[1].cache_control', 'no words'],
      ['messages[0].tool_calls[1].function.strict', 'no words (in 2 places)'],
      ['messages[1].function_call.mood', 'no words'],
    ]);
  });

  it('tells nothing of what answers have beside their calls', () => {
    const parsed = { name: 'f', arguments: '{}', parsed_arguments: {} };
    const extra_content = { google: { thought_signature: 'c2ln' } };
    const tool_calls = [
      { id: 'a', type: 'function', index: 0, extra_content, function: parsed },
      { id: 'b', type: 'custom', custom: { name: 'g', input: 'x' } },
    ];
    expect(told({ messages: [{ role: 'assistant', tool_calls }] })).toEqual([]);
  });

  it('tells nothing of parts and tools that travel with all that they have', () => {
    const messages = [{ role: 'user', content: [{ type: 'text', text: 'Hi', mood: 'fine' }] }];
    const request = { messages, tools: [{ type: 'web_search', name: 'x', max_uses: 1 }] };
    expect(told(request, { ...CARRIED, part: null, tool: null })).toEqual([]);
  });

  it('tells fields of functions, which were there before tools', () => {
    const functions = [
      { name: 'f', parameters: {} },
      { name: 'g', strict: true },
    ];
    expect(told({ messages: [], functions })).toEqual([['functions[1].strict', 'no words']]);
  });

  it('tells fields of the format of an answer, unless all of them travel', () => {
    const json_schema = { name: 'n', description: 'd', strict: true, schema: {}, example: {} };
    const request = { response_format: { type: 'json_object', schema: {}, json_schema } };
    expect(told(request).map(([parameter]) => parameter)).toEqual([
      'response_format.schema',
      'response_format.json_schema.example',
    ]);
    expect(told(request, { ...CARRIED, format: null })).toEqual([]);
  });

  it('tells the description of a schema that is a reference alone, beside which no words count', () => {
    const schema = { $ref: '#/$defs/a', $defs: { a: { type: 'object' } } };
    const json_schema = { name: 'n', description: 'd', schema };
    const format = (more: object) => ({
      response_format: { type: 'json_schema', json_schema: { ...json_schema, ...more } },
    });
    expect(told(format({}))).toEqual([['response_format.json_schema.description', 'no words']]);
    expect(told(format({ description: '' }))).toEqual([]);
  });

  it.each([{}, { input: ['a'] }, { messages: 'hi', tools: {} }, { messages: [null, 7], tools: ['x'] }])(
    'finds nothing in %j',
    (request) => expect(told(request)).toEqual([]),
  );
});

describe('lossOfArguments', () => {
  const called = (...texts: unknown[]) => ({
    role: 'assistant',
    tool_calls: texts.map((text) => ({
      id: 'a',
      type: 'function',
      function: { name: 'f', arguments: text },
    })),
  });

  it('tells nothing of what is an object, left out, or no text', () => {
    expect(lossOfArguments({ messages: [called('{}', '', ' ', undefined, 7), null, {}] })).toEqual([]);
    expect(lossOfArguments({})).toEqual([]);
  });

  it('tells a call of a function of before tools, too', () => {
    const messages = [{ role: 'assistant', function_call: { name: 'f', arguments: '{cut' } }];
    expect(lossOfArguments({ messages })).toMatchObject([
      { parameter: 'messages[0].function_call.arguments', action: 'changed' },
    ]);
  });

  it('tells the first place of what is none', () => {
    expect(lossOfArguments({ messages: [called('{}'), called('{}', '{"a'), called('[1]')] })).toEqual([
      {
        parameter: 'messages[1].tool_calls[1].function.arguments',
        action: 'changed',
        reason: 'it is no JSON object, and the model is told it as a text (in 2 places)',
      },
    ]);
  });
});
