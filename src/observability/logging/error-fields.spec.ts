import * as fc from 'fast-check';
import { APIError } from 'openai';
import { GatewayError, toGatewayError, type ErrorCode } from '../../common/errors.js';
import { errorFields } from './error-fields.js';

const textOf = (error: GatewayError) => JSON.stringify(errorFields(error));
const coded = (code: string) => Object.assign(new Error(`words of ${code}`), { code });

describe('errorFields', () => {
  it('are the code and what the provider said', () => {
    const upstreamReason = 'status 404: The model m1 does not exist';
    expect(errorFields(new GatewayError('model.not_found', '-', { upstreamReason }))).toEqual({
      error_code: 'model.not_found',
      upstream_reason: upstreamReason,
    });
  });

  it('are the code alone where there is no cause', () => {
    expect(errorFields(new GatewayError('request.invalid', 'prompt must be a string.'))).toEqual({
      error_code: 'request.invalid',
    });
  });

  it('name the codes along the chain of causes, outermost first', () => {
    const cause = new TypeError('fetch failed', { cause: coded('ECONNREFUSED') });
    expect(errorFields(new GatewayError('provider.unreachable', '-', { cause }))).toEqual({
      error_code: 'provider.unreachable',
      error_causes: ['TypeError', 'ECONNREFUSED'],
    });
  });

  it('show the frames of what was not foreseen, and of nothing else', () => {
    const fields = errorFields(toGatewayError(new RangeError('sk-secret')));
    expect(fields).toMatchObject({ error_code: 'gateway.internal', error_causes: ['RangeError'] });
    expect(fields['error_frames']).toContainEqual(
      expect.stringMatching(/^at .*error-fields\.spec\.ts:\d+:\d+/),
    );
    expect(
      errorFields(new GatewayError('provider.unavailable', '-', { cause: new Error('-') })),
    ).not.toHaveProperty('error_frames');
  });

  it.each<[string, unknown]>([
    ['a text', 'sk-secret'],
    ['null', null],
    ['an object', { message: 'sk-secret' }],
    ['an error without a stack', Object.assign(new Error('sk-secret'), { stack: undefined })],
  ])('say nothing of a thrown value that is %s', (_, thrown) => {
    expect(textOf(toGatewayError(thrown))).not.toContain('sk-secret');
  });

  it('never hold a cause’s message, whatever stands in it', () => {
    const line = fc.oneof(
      fc.string({ maxLength: 30 }),
      fc.constantFrom('at home', '    at secret (prompt:1:2)', 'at the canary'),
    );
    const message = fc
      .array(line, { maxLength: 4 })
      .map((lines) => ['canary', ...lines, 'canary'].join('\n'));
    fc.assert(
      fc.property(
        message,
        fc.constantFrom<ErrorCode>('gateway.internal', 'provider.unavailable'),
        (text, code) => {
          const cause = new Error(text, { cause: new TypeError(text) });
          const fields = textOf(new GatewayError(code, '-', { cause }));
          expect(fields).not.toMatch(/canary|at home|secret \(prompt/);
        },
      ),
    );
  });

  it.each(['sk-canary-0123456789', 'My name is Ada,\nand my PIN is 4711', 'x'.repeat(10_000)])(
    'do not hold what a provider wrote into its error’s code: %#',
    (code) => {
      const cause = new APIError(400, { code, message: 'No.' }, undefined, new Headers());
      expect(textOf(new GatewayError('provider.rejected', '-', { cause }))).not.toContain(
        JSON.stringify(code).slice(1, -1),
      );
    },
  );
});
