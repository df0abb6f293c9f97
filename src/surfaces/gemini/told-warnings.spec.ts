import type { GenerateBody } from './request/generate-request.js';
import { toChatRequest } from './request/to-chat-request.js';
import { ownPlace } from './told-warnings.js';

describe('the place of a canonical parameter in a request of Gemini’s API', () => {
  const text = (said: string) => ({ text: said });
  const image = { inlineData: { mimeType: 'image/png', data: 'AA' } };
  const body = {
    model: 'm',
    systemInstruction: { parts: [text('You are a poet.')] },
    contents: [
      { role: 'user', parts: [text('hello')] },
      { role: 'model', parts: [image, { functionCall: { name: 'f', args: {} } }] },
      { role: 'user', parts: [{ functionResponse: { name: 'f', response: {} } }, text('And?')] },
      { role: 'model', parts: [text('')] },
      { role: 'user', parts: [text('go on')] },
    ],
    tools: [
      { functionDeclarations: [{ name: 'f' }] },
      { googleSearch: {} },
      { functionDeclarations: [{ name: 'g' }, { name: 'h', parametersJsonSchema: {} }] },
    ],
  } as unknown as GenerateBody;
  const { origins } = toChatRequest(body);

  it.each([
    ['messages[0].content', 'systemInstruction'],
    ['messages[1]', 'contents[0]'],
    ['messages[2].tool_calls[0]', 'contents[1]'],
    ['messages[3]', 'contents[2]'],
    ['messages[4].content[0]', 'contents[2]'],
    ['messages[5]', 'contents[4]'],
    ['messages[6]', 'contents'],
    ['stop[1]', 'generationConfig.stopSequences'],
    ['tools[0].function.name', 'tools[0].functionDeclarations[0].name'],
    ['tools[2].function.parameters.type', 'tools[2].functionDeclarations[1]'],
    ['tools[1]', 'tools[2].functionDeclarations[0]'],
    ['tools[3].function.name', 'tools'],
    ['contents[2].parts[0]', 'contents[2].parts[0]'],
  ])('%s is %s', (parameter, place) => {
    expect(ownPlace(parameter, origins)).toBe(place);
  });

  it.each([
    [{ responseSchema: { type: 'OBJECT' } }, 'generationConfig.responseSchema'],
    [{ responseJsonSchema: { type: 'object' } }, 'generationConfig.responseJsonSchema'],
    [
      { responseSchema: { type: 'OBJECT' }, responseJsonSchema: { type: 'object' } },
      'generationConfig.responseJsonSchema',
    ],
  ])('of a schema is its own: %j', (schemas, place) => {
    const generationConfig = { responseMimeType: 'application/json', ...schemas };
    const known = toChatRequest({ ...body, generationConfig }).origins;
    expect(ownPlace('response_format.json_schema.schema.properties.a', known)).toBe(place);
    expect(ownPlace('response_format', known)).toBe('generationConfig.responseMimeType');
  });

  it('is the list alone where nothing was translated', () => {
    expect(ownPlace('messages[1]')).toBe('contents');
    expect(ownPlace('tools[0].function.name')).toBe('tools');
  });
});
