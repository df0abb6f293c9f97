import { ACME_CALL } from '../../upstream/testing/acme-call.js';
import { canonicalParam } from './canonical-param.js';

describe('what a failure of the Responses API names, in canonical words', () => {
  const called = (id: string) => ({ id, type: 'function', function: { name: 'f', arguments: '{}' } });
  const request = {
    model: 'm',
    max_tokens: 9,
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: [{ type: 'text', text: 'Look.' }] },
      { role: 'assistant', content: 'Let me see.', tool_calls: [called('a'), called('b')] },
      { role: 'tool', tool_call_id: 'a', content: 'one' },
      { role: 'tool', tool_call_id: 'b', content: 'two' },
      { role: 'user', content: 'And?' },
    ],
    tools: [
      { type: 'function', function: { name: 'f' } },
      { type: 'custom', custom: { name: 'g' } },
      { type: 'web_search' },
    ],
  };
  const nameOf = (param: string, more: object = {}) =>
    canonicalParam(param, { ...ACME_CALL, request: { ...request, ...more } });

  it.each([
    ['input', 'messages'],
    ['input[1].content[0].image_url', 'messages[1].content[0]'],
    ['input.1.content', 'messages[1].content'],
    ['input[2].content', 'messages[2].content'],
    ['input[3].arguments', 'messages[2]'],
    ['input[4]', 'messages[2]'],
    ['input[6].output', 'messages[4]'],
    ['input[7].content', 'messages[5].content'],
    ['input[8]', 'messages'],
    ['max_output_tokens', 'max_tokens'],
    ['reasoning.effort', 'reasoning_effort'],
    ['include[0]', 'reasoning_effort'],
    ['text.verbosity', 'verbosity'],
    ['text.format', 'response_format'],
    ['text.format.type', 'response_format.type'],
    ['text.format.schema.type', 'response_format.json_schema.schema.type'],
    ['tools', 'tools'],
    ['tools[0].parameters', 'tools[0].function.parameters'],
    ['tools[1].name', 'tools[1].custom.name'],
    ['tools[2].filters', 'tools[2].filters'],
    ['tools[0].type', 'tools[0].type'],
    ['tool_choice.name', 'tool_choice.function.name'],
    ['temperature', 'temperature'],
  ])('%s is %s', (param, name) => {
    expect(nameOf(param)).toBe(name);
  });

  it('is the field of a format that has no schema of its own', () => {
    const more = { response_format: { type: 'json_object', schema: {} } };
    expect(nameOf('text.format.schema', more)).toBe('response_format.schema');
  });

  it('is the custom tool that is wanted', () => {
    const more = { tool_choice: { type: 'custom', custom: { name: 'g' } } };
    expect(nameOf('tool_choice.name', more)).toBe('tool_choice.custom.name');
  });

  it('is the limit that the request has', () => {
    expect(nameOf('max_output_tokens', { max_completion_tokens: 9 })).toBe('max_completion_tokens');
  });
});
