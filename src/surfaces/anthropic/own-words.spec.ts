import { parseMessagesRequest } from './request/messages-request.js';
import { toCanonicalRequest } from './request/to-canonical-request.js';
import { toParameters } from './request/to-parameters.js';
import { ownPlace } from './own-words.js';

describe('the place of a canonical parameter in a request of the Messages API', () => {
  const body = parseMessagesRequest({
    model: 'm',
    max_tokens: 5,
    system: 'Be brief.',
    messages: [
      { role: 'user', content: 'Look.' },
      { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'f', input: {} }] },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'a', content: 'one' },
          { type: 'text', text: 'And?' },
        ],
      },
      { role: 'system', content: 'Now.' },
    ],
    tools: [{ type: 'web_search_20250305', name: 'web_search' }, { name: 'f' }],
  });
  const { origins } = toCanonicalRequest(body, toParameters(body), {});

  it.each([
    ['messages[0].content', 'system'],
    ['messages[1]', 'messages.0'],
    ['messages[2].tool_calls[0].function.arguments', 'messages.1'],
    ['messages[3].content', 'messages.2'],
    ['messages[4].content[0].image_url', 'messages.2'],
    ['messages[5]', 'messages.3'],
    ['messages[6]', 'messages'],
    ['tools[0].function.parameters', 'tools.1.input_schema'],
    ['tools[0].function.description', 'tools.1.description'],
    ['tools[0]', 'tools.1'],
    ['tools[1].function', 'tools'],
  ])('of a translated one, %s is %s', (parameter, place) => {
    expect(ownPlace(parameter, body, origins)).toBe(place);
  });

  it('is the list alone where nothing was translated', () => {
    expect(ownPlace('messages[1].content', body)).toBe('messages');
    expect(ownPlace('tools[0].function.name', body)).toBe('tools');
  });

  it('begins no earlier where the instructions are for accounting alone', () => {
    const bare = { ...body, system: [{ type: 'text', text: 'x-anthropic-billing-header: cch=1;' }] };
    const { origins: moved } = toCanonicalRequest(bare, toParameters(bare), {});
    expect(ownPlace('messages[0]', bare, moved)).toBe('messages.0');
  });

  const format = { type: 'json_schema', schema: {} };
  it.each([
    ['stop[1]', {}, 'stop_sequences'],
    ['user', {}, 'metadata.user_id'],
    ['max_completion_tokens', {}, 'max_tokens'],
    ['max_tokens', {}, 'max_tokens'],
    ['parallel_tool_calls', {}, 'tool_choice.disable_parallel_tool_use'],
    ['response_format.json_schema.schema', { output_config: { format } }, 'output_config.format.schema'],
    ['response_format', { output_format: format }, 'output_format'],
    ['reasoning_effort', { output_config: { effort: 'low' } }, 'output_config.effort'],
    ['reasoning_effort', { thinking: { type: 'enabled', budget_tokens: 5 } }, 'thinking'],
    ['reasoning_effort', { thinking: { type: 'disabled' }, output_config: { effort: 'low' } }, 'thinking'],
    ['temperature', {}, 'temperature'],
    ['messages.2.content.0.source', {}, 'messages.2.content.0.source'],
  ])('%s of a body with %j is %s', (parameter, more, place) => {
    expect(ownPlace(parameter, more)).toBe(place);
  });
});
