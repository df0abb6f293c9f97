import { parseResponsesRequest } from './responses-request.js';

const BODY = { model: 'openai/gpt-6-luna', input: 'hi' };
const items = (...input: unknown[]) => ({ ...BODY, input });
const CALL = { type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' };

describe('parseResponsesRequest', () => {
  it.each<[string, object]>([
    ['a text', BODY],
    [
      'fields that do not exist yet, and those that are null',
      { ...BODY, previous_response_id: null, new: [1] },
    ],
    ['a message without a type', items({ role: 'user', content: 'hi' })],
    ['items that do not exist yet', items({ type: 'of_tomorrow', x: 1 })],
    ['items that are called as what objects have', items({ type: 'constructor' }, { type: 'toString' })],
    ['a thought that is not sealed', items({ type: 'reasoning', summary: [], encrypted_content: null })],
    ['calls and results', items(CALL, { type: 'function_call_output', call_id: 'c', output: 'x' })],
    [
      'an answer as it came',
      items({ type: 'message', id: 'msg_1', role: 'assistant', status: 'completed', content: [] }),
    ],
  ])('takes %s', (_, body) => {
    expect(parseResponsesRequest(body)).toBe(body);
  });

  it.each<[string, unknown, string | undefined, string]>([
    ['no object', [], undefined, 'wrong_type'],
    ['no model', { input: 'hi' }, 'model', 'missing'],
    ['no input', { model: 'm' }, 'input', 'missing'],
    ['input that is a number', { ...BODY, input: 4 }, 'input', 'wrong_type'],
    ['empty input', items(), 'input', 'wrong_value'],
    ['items that are texts', items('hi'), 'input[0]', 'wrong_type'],
    ['a message without a role', items({ content: 'x' }), 'input[0].role', 'missing'],
    ['an unknown role', items({ role: 'king', content: 'x' }), 'input[0].role', 'wrong_value'],
    ['a message without content', items({ role: 'user' }), 'input[0].content', 'missing'],
    ['a part without a type', items({ role: 'user', content: [{}] }), 'input[0].content[0].type', 'missing'],
    ['a call without a name', items({ ...CALL, name: undefined }), 'input[0].name', 'missing'],
    ['arguments that are no text', items({ ...CALL, arguments: {} }), 'input[0].arguments', 'wrong_type'],
    [
      'a result of nothing',
      items({ type: 'function_call_output', call_id: 'c' }),
      'input[0].output',
      'missing',
    ],
    [
      'a sealed thought that is no text',
      items({ type: 'reasoning', encrypted_content: {} }),
      'input[0].encrypted_content',
      'wrong_type',
    ],
    [
      'an earlier response of no name',
      { ...BODY, previous_response_id: 1 },
      'previous_response_id',
      'wrong_type',
    ],
    ['work in the background', { ...BODY, background: true }, 'background', 'unsupported'],
    ['a limit of 0', { ...BODY, max_output_tokens: 0 }, 'max_output_tokens', 'wrong_value'],
    ['an unknown truncation', { ...BODY, truncation: 'half' }, 'truncation', 'wrong_value'],
  ])('refuses %s', (_, body, param, fault) => {
    expect(() => parseResponsesRequest(body)).toThrow(
      expect.objectContaining({ code: 'request.invalid', param, fault }),
    );
  });
});
