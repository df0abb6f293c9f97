import type { Fields } from '../../../common/fields.js';
import { seal } from '../../sealed-thoughts.js';
import { packed } from '../packed-seal.js';
import { parseGenerateRequest } from './generate-request.js';
import { toChatRequest } from './to-chat-request.js';

const USER = { role: 'user', parts: [{ text: 'hello' }] };
const translated = (body: Fields) =>
  toChatRequest(parseGenerateRequest('openai/m', { contents: [USER], ...body }));
const requestOf = (body: Fields) => translated(body).request as unknown as Fields;
const told = (body: Fields) => translated(body).losses.warnings.map(({ parameter }) => parameter);

describe('a request of Gemini', () => {
  it("may have one object in place of a list, as Google's own examples do", () => {
    const parts = { text: 'hello' };
    const tools = { function_declarations: { name: 'f' } };
    const body = { system_instruction: { parts: { text: 'Be brief.' } }, contents: { parts }, tools };
    const inLists = {
      systemInstruction: { parts: [{ text: 'Be brief.' }] },
      tools: [{ functionDeclarations: [{ name: 'f' }] }],
    };
    expect(requestOf(body)).toEqual(requestOf(inLists));
    expect(requestOf(body)).toMatchObject({ tools: [{ function: { name: 'f' } }] });
  });

  it('is refused where nothing of it can be told', () => {
    expect(() => translated({ contents: [{ parts: [{ ofTomorrow: 1 }] }] })).toThrow(
      "Nothing of 'contents' can be told to this model.",
    );
  });

  it.each<[Fields, string]>([
    [{ executableCode: { code: 'x' } }, 'a part of executableCode can be read by Gemini alone'],
    [{ 'two words': 1 }, 'a part of another kind can be read by Gemini alone'],
    [{}, 'a part with nothing in it says nothing'],
  ])('tells why the part %j is left out', (part, reason) => {
    const { warnings } = translated({ contents: [{ parts: [...USER.parts, part] }] }).losses;
    expect(warnings).toEqual([{ parameter: 'contents', action: 'dropped', reason }]);
  });

  it('puts parameters in canonical words', () => {
    const generationConfig = {
      maxOutputTokens: 9,
      temperature: 0.5,
      topP: 0.9,
      topK: 4,
      candidateCount: 2,
      seed: 7,
      stopSequences: ['END'],
      presencePenalty: 0.1,
      frequencyPenalty: 0.2,
      responseMimeType: 'application/json',
      responseSchema: {
        type: 'OBJECT',
        properties: { type: { type: 'STRING', nullable: true }, items: { type: 'ARRAY', maxItems: '3' } },
        propertyOrdering: ['type'],
      },
      thinkingConfig: { thinkingBudget: 4_000, includeThoughts: true },
    };
    const { request, hints, showsThoughts } = translated({ generationConfig });
    expect(request).toEqual({
      model: 'openai/m',
      messages: [{ role: 'user', content: 'hello' }],
      max_tokens: 9,
      temperature: 0.5,
      top_p: 0.9,
      top_k: 4,
      n: 2,
      seed: 7,
      stop: ['END'],
      presence_penalty: 0.1,
      frequency_penalty: 0.2,
      response_format: {
        type: 'json_schema',
        json_schema: {
          name: 'answer',
          schema: {
            type: 'object',
            properties: { type: { type: ['string', 'null'] }, items: { type: 'array', maxItems: 3 } },
          },
        },
      },
    });
    expect([hints, showsThoughts]).toEqual([{ reasoning_effort: 'low' }, true]);
  });

  it.each([
    [{ thinkingBudget: 0 }, { reasoning_effort: 'none' }],
    [{ thinkingBudget: -1 }, { reasoning_effort: 'medium' }],
    [{ thinkingBudget: 32_000 }, { reasoning_effort: 'high' }],
    [{ thinkingLevel: 'MINIMAL' }, { reasoning_effort: 'minimal' }],
    [{ thinkingLevel: 'THINKING_LEVEL_UNSPECIFIED' }, {}],
  ])('takes %j for a wish', (thinkingConfig, hints) => {
    expect(translated({ generationConfig: { thinkingConfig } }).hints).toEqual(hints);
  });

  it('asks for log probabilities', () => {
    const { request, losses } = translated({ generationConfig: { responseLogprobs: true, logprobs: 3 } });
    expect(request).toMatchObject({ logprobs: true, top_logprobs: 3 });
    expect(losses.warnings).toEqual([]);
  });

  it('finds the calls again that results without ids belong to', () => {
    const call = (city: string) => ({ functionCall: { name: 'weather', args: { city } } });
    const result = (text: string) => ({ functionResponse: { name: 'weather', response: { result: text } } });
    const contents = [
      USER,
      { role: 'model', parts: [{ text: 'let me see' }, call('Rome'), call('Oslo')] },
      { role: 'function', parts: [result('sun'), result('rain')] },
    ];
    const toolCall = (id: string, city: string) => ({
      id,
      type: 'function',
      function: { name: 'weather', arguments: JSON.stringify({ city }) },
    });
    expect(requestOf({ contents })['messages']).toEqual([
      { role: 'user', content: 'hello' },
      {
        role: 'assistant',
        content: 'let me see',
        tool_calls: [toolCall('call_1', 'Rome'), toolCall('call_2', 'Oslo')],
      },
      { role: 'tool', tool_call_id: 'call_1', content: 'sun' },
      { role: 'tool', tool_call_id: 'call_2', content: 'rain' },
    ]);
    expect(() => requestOf({ contents: [{ role: 'user', parts: [result('sun')] }] })).toThrow(
      "'contents[0].parts[0].functionResponse' answers no functionCall before it.",
    );
  });

  it('brings signatures of Gemini where its adapter reads them, and what was sealed to its provider', () => {
    const extra_content = { google: { thought_signature: 'c2ln' } };
    const sealed = { provider: 'anthropic', message: { thinking_blocks: [] }, calls: {} };
    const parts = [
      { text: 'hm', thought: true, thoughtSignature: packed(seal(sealed)) },
      { text: 'yes', thoughtSignature: 'c2ln' },
      { functionCall: { id: 'a', name: 'now' }, thoughtSignature: 'c2ln' },
    ];
    const { request, thoughts } = translated({ contents: [USER, { role: 'model', parts }] });
    const called = { id: 'a', type: 'function', function: { name: 'now', arguments: '{}' } };
    expect(request.messages[1]).toEqual({
      role: 'assistant',
      content: 'yes',
      tool_calls: [{ ...called, extra_content }],
      extra_content,
    });
    expect([...thoughts]).toEqual([[1, [sealed]]]);
  });

  it('shows images, sound and files, and takes names in snake_case', () => {
    const inline = (mime_type: string) => ({ inline_data: { mime_type, data: 'AA==' } });
    const parts = [{ text: 'look' }, inline('image/png'), inline('audio/mpeg'), inline('application/pdf')];
    const system_instruction = { parts: [{ text: 'be brief' }] };
    expect(requestOf({ system_instruction, contents: [{ parts }] })['messages']).toEqual([
      { role: 'system', content: 'be brief' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'look' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } },
          { type: 'input_audio', input_audio: { data: 'AA==', format: 'mp3' } },
          { type: 'file', file: { filename: 'document.pdf', file_data: 'data:application/pdf;base64,AA==' } },
        ],
      },
    ]);
    const fileData = { fileUri: 'gs://bucket/x', mimeType: 'video/mp4' };
    expect(() => requestOf({ contents: [{ parts: [{ fileData }] }] })).toThrow('inlineData only');
  });

  it.each<[Fields, unknown]>([
    [{}, undefined],
    [{ mode: 'AUTO' }, 'auto'],
    [{ mode: 'NONE' }, 'none'],
    [{ mode: 'ANY' }, 'required'],
    [
      { mode: 'ANY', allowedFunctionNames: ['now'] },
      { type: 'function', function: { name: 'now' } },
    ],
  ])('chooses tools by %j', (functionCallingConfig, choice) => {
    const parameters = { type: 'OBJECT', properties: { city: { type: 'STRING' } } };
    const tools = [{ functionDeclarations: [{ name: 'weather', parameters }, { name: 'now' }] }];
    const request = requestOf({ tools, toolConfig: { functionCallingConfig } });
    const weather = {
      name: 'weather',
      parameters: { type: 'object', properties: { city: { type: 'string' } } },
    };
    const now = { name: 'now', parameters: { type: 'object', properties: {} } };
    const isOnly = 'allowedFunctionNames' in functionCallingConfig;
    const offered = isOnly ? [now] : [weather, now];
    expect(request['tools']).toEqual(offered.map((each) => ({ type: 'function', function: each })));
    expect(request['tool_choice']).toEqual(choice);
  });

  it.each<[Fields, string[]]>([
    [{ functionCallingConfig: { mode: 'VALIDATED' } }, ['toolConfig']],
    [{ functionCallingConfig: { mode: 'MODE_UNSPECIFIED' } }, []],
    [{ functionCallingConfig: {} }, []],
    [{ functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['then'] } }, ['toolConfig']],
    [{ functionCallingConfig: { mode: 'AUTO', allowedFunctionNames: ['then'] } }, ['toolConfig']],
    [{ functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['now', 'then'] } }, []],
  ])('tells of the choice %j', (toolConfig, expected) => {
    const tools = [{ functionDeclarations: [{ name: 'now' }] }];
    expect(told({ contents: [USER], tools, toolConfig })).toEqual(expected);
  });

  it('tells that what a function answers cannot be described', () => {
    const tools = [
      { functionDeclarations: [{ name: 'now', response: { type: 'STRING' } }, { name: 'then' }] },
    ];
    expect(told({ contents: [USER], tools })).toEqual(['tools']);
  });

  it('tells each thing that it cannot say', () => {
    const body = {
      safetySettings: [],
      labels: { of: 'x' },
      tools: [{ googleSearch: {} }, { codeExecution: {} }],
      generationConfig: { speechConfig: {}, responseModalities: ['IMAGE'] },
      contents: [USER, { role: 'user', parts: [{ videoMetadata: {} }] }],
    };
    expect(new Set(told(body))).toEqual(
      new Set([
        'contents',
        'generationConfig.responseModalities',
        'generationConfig.speechConfig',
        'labels',
        'safetySettings',
        'tools',
      ]),
    );
    expect(() => translated(body).losses.requireNone()).toThrow('x-strict-params');
  });

  it('refuses what stands in a cache of Google alone, which may work elsewhere', () => {
    const ask = (name: unknown) => () => translated({ contents: [USER], cachedContent: name });
    const refusal = { code: 'request.invalid', param: 'cachedContent', mayWorkElsewhere: true };
    expect(ask('cachedContents/x')).toThrow(expect.objectContaining(refusal) as Error);
    expect(ask(null)).not.toThrow();
  });

  it.each<[unknown, string]>([
    [[], 'body'],
    [{}, 'contents'],
    [{ contents: 'hello' }, 'contents'],
    [{ contents: [{ role: 'nobody' }] }, 'contents[0].role'],
    [{ contents: [{ parts: [1] }] }, 'contents[0].parts'],
    [{ contents: [USER], tools: [null] }, 'tools'],
    [{ contents: [USER], generationConfig: [] }, 'generationConfig'],
    [{ contents: [USER], systemInstruction: { parts: 'Be brief.' } }, 'systemInstruction.parts'],
    [{ contents: [USER], generationConfig: { topP: 'x' } }, 'generationConfig.topP'],
    [{ contents: [USER], generationConfig: { stopSequences: 'x' } }, 'generationConfig.stopSequences'],
  ])('refuses %j', (body, param) => {
    const ask = () => toChatRequest(parseGenerateRequest('m', body));
    expect(ask).toThrow(expect.objectContaining({ code: 'request.invalid', param }) as Error);
  });
});
