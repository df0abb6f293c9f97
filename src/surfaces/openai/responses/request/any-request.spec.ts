import * as fc from 'fast-check';
import { GatewayError } from '../../../../common/errors.js';
import { OPTIONAL_FIELDS, parseResponsesRequest } from './responses-request.js';
import { toChatRequest } from './to-chat-request.js';
import { toNativeRequest, toParameters } from './to-native-request.js';

const TYPES = [
  'additional_tools',
  'message',
  'function_call',
  'custom_tool_call',
  'function_call_output',
  'reasoning',
  'of_tomorrow',
];
const PARTS = [
  'input_text',
  'output_text',
  'refusal',
  'input_image',
  'input_file',
  'input_audio',
  'of_tomorrow',
];
const TOOLS = ['function', 'custom', 'namespace', 'web_search', 'allowed_tools'];

const value = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(null, 'hi', 1, true, [], {}, [null], [{}]),
);
const name = fc.constantFrom(
  'name',
  'namespace',
  'call_id',
  'arguments',
  'output',
  'input',
  'tools',
  'id',
  '__proto__',
);
const part = fc
  .record({ type: fc.constantFrom(...PARTS) })
  .chain((typed) =>
    fc
      .dictionary(fc.constantFrom('text', 'refusal', 'image_url', 'file_data', 'detail'), value)
      .map((fields) => ({ ...fields, ...typed })),
  );
const content = fc.oneof(fc.constant('hi'), fc.array(part, { maxLength: 3 }), value);
const item = fc.oneof(
  fc.record({
    type: fc.constantFrom(...TYPES),
    role: fc.constantFrom('user', 'assistant', 'developer'),
    content,
  }),
  fc.record({
    type: fc.constantFrom(...TYPES),
    call_id: value,
    name: value,
    arguments: value,
    output: content,
  }),
  value,
);
const tool = fc.record({
  type: fc.constantFrom(...TOOLS),
  name: value,
  tools: fc.array(value, { maxLength: 2 }),
});
const body = fc
  .tuple(
    fc.record({
      model: fc.constant('m'),
      input: fc.oneof(fc.constant('hi'), fc.array(item, { maxLength: 5 })),
    }),
    fc.dictionary(fc.oneof(fc.constantFrom(...Object.keys(OPTIONAL_FIELDS)), name), value),
    fc.option(fc.record({ tools: fc.array(tool, { maxLength: 3 }), tool_choice: fc.oneof(tool, value) }), {
      nil: {},
    }),
  )
  .map(([asked, fields, tools]) => ({ ...fields, ...tools, ...asked }));

describe('whatever JSON comes', () => {
  it('is put in canonical words, goes as it came, or is refused', () => {
    fc.assert(
      fc.property(body, (given) => {
        try {
          const asked = parseResponsesRequest(JSON.parse(JSON.stringify(given)));
          const { request, losses } = toChatRequest(asked);
          expect(request.messages.every(({ role }) => typeof role === 'string')).toBe(true);
          expect(losses.warnings.every(({ reason }) => reason.length < 200)).toBe(true);
          const parameters = toParameters(asked);
          const native = toNativeRequest(asked, { asked: parameters, adapted: parameters });
          expect(native.body['model']).toBe('m');
        } catch (error) {
          if (!(error instanceof GatewayError && error.code === 'request.invalid')) throw error;
        }
      }),
      { numRuns: 500 },
    );
  });
});
