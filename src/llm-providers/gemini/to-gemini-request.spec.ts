import type { CompletionRequest } from '../../port/canonical.js';
import { GEMINI_TRANSLATION } from './gemini-translation.js';
import { toGeminiRequest } from './to-gemini-request.js';

const MODEL = 'gemini-3.5-flash-lite';
const ASK: CompletionRequest['messages'] = [{ role: 'user', content: 'Hello' }];
const CONTENTS = [{ role: 'user', parts: [{ text: 'Hello' }] }];
const request = (rest: object): CompletionRequest => ({ model: MODEL, messages: ASK, ...rest });
const configOf = (rest: object) => toGeminiRequest(request(rest)).generationConfig;
const IMAGE = 'data:image/png;base64,iVBORw0KGgo=';

describe('toGeminiRequest', () => {
  it('is nothing but the conversation where nothing else is set', () => {
    expect(toGeminiRequest(request({}))).toEqual({ contents: CONTENTS });
  });

  it('declares every name of a function once, for the API refuses a second one', () => {
    const tool = (description: string) => ({ type: 'function', function: { name: 'f', description } });
    expect(toGeminiRequest(request({ tools: [tool('First.'), tool('Last.')] })).tools).toEqual([
      { functionDeclarations: [{ name: 'f', description: 'Last.' }] },
    ]);
  });

  it('gathers instructions, and merges what one speaker says in a row', () => {
    const messages = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'One' },
      { role: 'user', content: [{ type: 'text', text: 'Two' }] },
      { role: 'assistant', content: '' },
      { role: 'assistant', content: 'Three' },
      { role: 'developer', content: 'In English.' },
      { role: 'user', content: 'Four' },
    ];
    expect(toGeminiRequest(request({ messages }))).toEqual({
      systemInstruction: { parts: [{ text: 'Be brief.' }, { text: 'In English.' }] },
      contents: [
        { role: 'user', parts: [{ text: 'One' }, { text: 'Two' }] },
        { role: 'model', parts: [{ text: 'Three' }] },
        { role: 'user', parts: [{ text: 'Four' }] },
      ],
    });
  });

  it.each([
    ['https://example.org/a.png', 'image/png'],
    ['https://example.org/b/A.JPG?size=2#x', 'image/jpeg'],
    ['HTTPS://example.org/a.b.jpeg', 'image/jpeg'],
    ['https://example.org/a.webp?f=b.png', 'image/webp'],
  ])('lets Gemini fetch an image whose address tells its type: %s', (url, mimeType) => {
    const { contents } = toGeminiRequest(request(imageAt(url)));
    expect(contents[0]?.parts).toEqual([{ fileData: { mimeType, fileUri: url } }]);
  });

  it('sends images, sound and files as data', () => {
    const content = [
      { type: 'image_url', image_url: { url: IMAGE } },
      { type: 'input_audio', input_audio: { data: 'UklGRg==', format: 'wav' } },
      { type: 'file', file: { file_data: 'data:application/pdf;base64,JVBERg==' } },
    ];
    expect(toGeminiRequest(request({ messages: [{ role: 'user', content }] })).contents[0]?.parts).toEqual([
      { inlineData: { mimeType: 'image/png', data: 'iVBORw0KGgo=' } },
      { inlineData: { mimeType: 'audio/wav', data: 'UklGRg==' } },
      { inlineData: { mimeType: 'application/pdf', data: 'JVBERg==' } },
    ]);
  });

  it('renames parameters', () => {
    expect(
      configOf({
        max_tokens: 5,
        temperature: 0,
        top_p: 0.5,
        top_k: 40,
        stop: 'END',
        n: 2,
        seed: 7,
        presence_penalty: 0.1,
        frequency_penalty: 0.2,
      }),
    ).toEqual({
      maxOutputTokens: 5,
      temperature: 0,
      topP: 0.5,
      topK: 40,
      stopSequences: ['END'],
      candidateCount: 2,
      seed: 7,
      presencePenalty: 0.1,
      frequencyPenalty: 0.2,
    });
    expect(configOf({ max_completion_tokens: 9, max_tokens: 5 })).toEqual({ maxOutputTokens: 9 });
  });

  it.each([
    [2_147_483_647, 2_147_483_647, []],
    [-2_147_483_648, -2_147_483_648, []],
    [2_147_483_648, -2_147_483_648, ['seed']],
    [1_732_999_999_999, Number(BigInt.asIntN(32, 1_732_999_999_999n)), ['seed']],
  ])('says the seed %d in 32 bits, and tells where that is another', (seed, expected, told) => {
    expect(configOf({ seed })).toEqual({ seed: expected });
    expect(GEMINI_TRANSLATION.losses({ seed }).map(({ parameter }) => parameter)).toEqual(told);
  });

  it('asks for JSON, with a schema as it is', () => {
    const schema = { type: 'object', additionalProperties: false };
    const responseMimeType = 'application/json';
    expect(configOf({ response_format: { type: 'text' } })).toBeUndefined();
    expect(configOf({ response_format: { type: 'json_object' } })).toEqual({ responseMimeType });
    expect(
      configOf({ response_format: { type: 'json_schema', json_schema: { name: 'x', schema } } }),
    ).toEqual({ responseMimeType, responseJsonSchema: schema });
    const json_schema = { name: 'x', description: 'Where', schema };
    expect(configOf({ response_format: { type: 'json_schema', json_schema } })).toEqual({
      responseMimeType,
      responseJsonSchema: { ...schema, description: 'Where' },
    });
  });

  it.each([
    ['gemini-2.5-flash-lite', 'none', { thinkingBudget: 0 }],
    ['models/gemini-2.5-flash', 'low', { thinkingBudget: 1024, includeThoughts: true }],
    ['gemini-2.5-pro', 'high', { thinkingBudget: 24_576, includeThoughts: true }],
    ['gemini-3.5-flash-lite', 'minimal', { thinkingLevel: 'minimal', includeThoughts: true }],
    ['gemini-3.1-pro-preview', 'minimal', { thinkingLevel: 'low', includeThoughts: true }],
    ['gemini-4-argon', 'high', { thinkingLevel: 'high', includeThoughts: true }],
    ['gemini-3.8-flash', 'xhigh', { thinkingLevel: 'high', includeThoughts: true }],
    ['gemini-2.5-flash', 'max', { thinkingBudget: 24_576, includeThoughts: true }],
    ['gemini-flash-latest', 'medium', { thinkingLevel: 'medium', includeThoughts: true }],
    ['gemini-3.8-flash', 'toString', undefined],
    ['gemma-4', 'low', undefined],
  ])('tells %s with effort %s to think so', (model, effort, thinkingConfig) => {
    expect(configOf({ model, reasoning_effort: effort })).toEqual(thinkingConfig && { thinkingConfig });
  });

  describe('offers tools', () => {
    const parameters = { type: 'object', properties: {}, additionalProperties: false };
    const tools = [{ type: 'function', function: { name: 'f', description: 'Does it.', parameters } }];

    it('with their schema as it is', () => {
      expect(toGeminiRequest(request({ tools }))).toEqual({
        contents: CONTENTS,
        tools: [
          {
            functionDeclarations: [{ name: 'f', description: 'Does it.', parametersJsonSchema: parameters }],
          },
        ],
      });
    });

    it.each([
      ['auto', { mode: 'AUTO' }],
      ['none', { mode: 'NONE' }],
      ['required', { mode: 'ANY' }],
      [
        { type: 'function', function: { name: 'f' } },
        { mode: 'ANY', allowedFunctionNames: ['f'] },
      ],
    ])('with the choice %j', (choice, functionCallingConfig) => {
      const { toolConfig } = toGeminiRequest(request({ tools, tool_choice: choice }));
      expect(toolConfig).toEqual({ functionCallingConfig });
    });
  });

  const call = (rest: object) => ({
    role: 'assistant',
    tool_calls: [{ id: 'c', type: 'function', ...rest }],
  });
  it.each<[string, string, object]>([
    ['an image whose address tells no type', 'messages[0].content[0]', imageAt('https://example.org/a')],
    ['an image that Gemini would not fetch', 'messages[0].content[0]', imageAt('http://example.org/a.png')],
    ['an image without base64', 'messages[0].content[0]', imageAt('data:image/svg+xml,<svg/>')],
    ['an image without an address', 'messages[0].content[0]', imageAt({ toString: 1 })],
    ['a part that is none', 'messages[0].content[0]', { messages: [{ role: 'user', content: [null] }] }],
    [
      'a part of another kind in an instruction',
      'messages[1].content[1]',
      { messages: [...ASK, { role: 'system', content: [{ type: 'text', text: 'x' }, { type: 'x' }] }] },
    ],
    [
      'a part of another kind in a result',
      'messages[1].content[0]',
      { messages: [...ASK, { role: 'tool', tool_call_id: 'c', content: [{ type: 'x' }] }] },
    ],
    ['instructions only', 'messages', { messages: [{ role: 'system', content: 'Be brief.' }] }],
    ['nothing said', 'messages', { messages: [{ role: 'user', content: '' }] }],
    ['a message of another role', 'messages[0].role', { messages: [{ role: 'function', content: 'x' }] }],
    [
      'a result without a call',
      'messages[0].tool_call_id',
      { messages: [{ role: 'tool', tool_call_id: 'c', content: 'x' }] },
    ],
    [
      'a call of another kind',
      'messages[0].tool_calls[0]',
      { messages: [call({ type: 'custom', custom: {} })] },
    ],
    [
      'arguments that are no text',
      'messages[0].tool_calls[0].function.arguments',
      { messages: [call({ function: { name: 'f', arguments: {} } })] },
    ],
    ['a tool of another kind', 'tools', { tools: [{ type: 'web_search' }] }],
    ['more answers than Gemini writes', 'n', { n: 9 }],
    ['a choice of several tools', 'tool_choice', { tool_choice: { type: 'allowed_tools' } }],
  ])('refuses %s', (_, param, rest) => {
    expect(() => toGeminiRequest(request(rest))).toThrow(
      expect.objectContaining({
        code: 'provider.rejected',
        param,
        message: expect.stringMatching(/^Gemini API error: /) as string,
      }),
    );
  });

  it('says of sound without its format that it lacks it', () => {
    const messages = [{ role: 'user', content: [{ type: 'input_audio', input_audio: { data: 'AAAA' } }] }];
    expect(() => toGeminiRequest(request({ messages }))).toThrow('beside its format, such as wav');
  });

  it('says of a part of another kind what it is, and where it stands', () => {
    const messages = [
      { role: 'system', content: 'Be brief.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Look.' },
          { type: 'video_url', video_url: {} },
        ],
      },
    ];
    expect(() => toGeminiRequest(request({ messages }))).toThrow(
      expect.objectContaining({
        param: 'messages[1].content[1]',
        message:
          'Gemini API error: it takes parts of text, image_url, input_audio and file only, not video_url.',
      }),
    );
  });
});

function imageAt(url: unknown): object {
  return { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }] };
}
