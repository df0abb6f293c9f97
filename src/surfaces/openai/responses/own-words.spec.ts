import { GatewayError } from '../../../common/errors.js';
import { translated } from './testing/translated.js';
import { ownPlace, RESPONSES_ERRORS } from './own-words.js';

describe('the field that a refusal names', () => {
  it.each([
    ['messages[3].content[0].image_url', 'input'],
    ['response_format.json_schema.schema', 'text.format.schema'],
    ['response_format', 'text.format'],
    ['reasoning_effort', 'reasoning.effort'],
    ['max_tokens', 'max_output_tokens'],
    ['tools[2].function.parameters', 'tools[2].parameters'],
    ['tool_choice.function.name', 'tool_choice.name'],
    ['input[0].content', 'input[0].content'],
    ['model', 'model'],
  ])('as %s inside is %s to its caller', (param, own) => {
    const body = RESPONSES_ERRORS.bodyOf(new GatewayError('request.invalid', '-', { param }), 'r-1');
    expect(body).toMatchObject({ error: { param: own } });
  });

  it('is none where none is at fault', () => {
    const body = RESPONSES_ERRORS.bodyOf(new GatewayError('provider.unavailable', '-'), 'r-1');
    expect(body).toMatchObject({ error: { param: null } });
  });
});

describe('the place of a message in the request that it came from', () => {
  const image = { type: 'input_image', image_url: 'https://example.com/a.png' };
  const { origins, request } = translated({
    instructions: 'You are a poet.',
    input: [
      { role: 'user', content: 'hello' },
      { type: 'reasoning', summary: [] },
      { type: 'message', role: 'assistant', content: 'Let me see.' },
      { type: 'function_call', call_id: 'a', name: 'f', arguments: '{}' },
      { role: 'developer', content: 'Be brief.' },
      { type: 'function_call_output', call_id: 'a', output: [image] },
      { role: 'user', content: 'go on' },
    ],
  });

  it('is known of each', () => {
    const [roles, places] = [request.messages.map(({ role }) => role), origins.messages];
    expect(roles.map((role, at) => [role, places[at]])).toEqual([
      ['system', 'instructions'],
      ['user', 'input[0]'],
      ['assistant', 'input[1]'],
      ['tool', 'input[5]'],
      ['user', 'input'],
      ['system', 'input[4]'],
      ['user', 'input[6]'],
    ]);
  });

  it.each([
    ['messages[1].content', 'input[0]'],
    ['messages[9]', 'input'],
    ['input[4].content', 'input[4].content'],
  ])('%s is %s', (parameter, place) => {
    expect(ownPlace(parameter, origins)).toBe(place);
  });
});

describe('the place of a tool in the request that it came from', () => {
  const offered = (name: string) => ({ type: 'function', name, parameters: { type: 'object' } });
  const { origins } = translated({
    tools: [
      { type: 'web_search' },
      offered('a'),
      { type: 'namespace', name: 'n', tools: [offered('b'), offered('c')] },
    ],
    input: [
      { role: 'user', content: 'hello' },
      { type: 'additional_tools', role: 'developer', tools: [offered('d')] },
    ],
  });

  it.each([
    ['tools[0].function.parameters.type', 'tools[1].parameters.type'],
    ['tools[0].function.name', 'tools[1].name'],
    ['tools[0]', 'tools[1]'],
    ['tools[2].function.strict', 'tools[2].tools[1].strict'],
    ['tools[3].function.description', 'input[1].tools[0].description'],
    ['tools[9].function.name', 'tools[9].name'],
    ['tools[1].parameters', 'tools[1].parameters'],
    ['tools', 'tools'],
  ])('%s is %s', (parameter, place) => {
    expect(ownPlace(parameter, origins)).toBe(place);
  });

  it('is that among those that are allowed', () => {
    const choice = { type: 'allowed_tools', mode: 'auto', tools: [{ type: 'function', name: 'b' }] };
    const some = translated({ tools: [offered('a'), offered('b')], tool_choice: choice });
    expect(ownPlace('tools[0].function.name', some.origins)).toBe('tools[1].name');
  });
});
