import { GatewayError } from '../../../common/errors.js';
import { RESPONSES_ERRORS } from './own-words.js';

describe('the field that a refusal names', () => {
  it.each([
    ['messages[3].content[0].image_url', 'input'],
    ['response_format.json_schema.schema', 'text.format'],
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
