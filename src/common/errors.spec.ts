import { ERROR_TRAITS } from './error-table.js';
import { GatewayError, toGatewayError, type ErrorCode } from './errors.js';

describe('GatewayError', () => {
  it.each<[ErrorCode, number, boolean]>([
    ['request.invalid', 400, false],
    ['request.malformed', 400, false],
    ['request.unsupported_media_type', 415, false],
    ['request.too_large', 413, false],
    ['request.deadline_exceeded', 504, true],
    ['auth.invalid_key', 401, false],
    ['budget.exceeded', 402, false],
    ['limit.exceeded', 429, true],
    ['provider.unknown', 404, false],
    ['provider.key_missing', 400, false],
    ['provider.rejected', 400, false],
    ['model.not_found', 400, false],
    ['provider.auth_failed', 502, false],
    ['provider.quota_exhausted', 502, false],
    ['provider.rate_limited', 429, true],
    ['provider.unavailable', 502, true],
    ['provider.unreachable', 502, true],
    ['provider.invalid_response', 502, true],
    ['provider.timed_out', 504, true],
    ['gateway.overloaded', 503, true],
    ['gateway.draining', 503, true],
    ['gateway.exhausted', 503, true],
  ])('%s is answered with %i; worth another try: %s', (code, httpStatus, isRetryable) => {
    const error = new GatewayError(code, 'It failed.');
    expect(error).toMatchObject({ httpStatus, isRetryable, type: code.split('.')[0] });
  });

  it('has a status and a family for every code', () => {
    for (const code of Object.keys(ERROR_TRAITS) as ErrorCode[]) {
      const { httpStatus, type } = new GatewayError(code, 'It failed.');
      expect(httpStatus).toBeGreaterThanOrEqual(400);
      const families = ['request', 'auth', 'budget', 'limit', 'model', 'provider', 'gateway', 'client'];
      expect(families).toContain(type);
    }
  });

  it('is not worth another try where its cause is lasting, whatever its code', () => {
    const error = new GatewayError('provider.invalid_response', 'It failed.', { isLasting: true });
    expect(error).toMatchObject({ isLasting: true, isRetryable: false });
  });

  it('says nothing of a field or of a wait unless it was told', () => {
    const error = new GatewayError('provider.unavailable', 'It failed.');
    expect(error).toMatchObject({ param: undefined, retryAfterMs: null });
    expect(error).not.toHaveProperty('cause');
  });
});

describe('toGatewayError', () => {
  it('leaves what was foreseen as it is', () => {
    const error = new GatewayError('request.invalid', 'No.');
    expect(toGatewayError(error)).toBe(error);
  });

  it.each([
    ['an error', new Error('sk-secret')],
    ['a text', 'sk-secret'],
    ['null', null],
    ['undefined', undefined],
    ['an object without a prototype', Object.create(null)],
  ])('wraps %s, and keeps its words inside', (_, thrown: unknown) => {
    const error = toGatewayError(thrown);
    expect(error.code).toBe('gateway.internal');
    expect(error.message).toMatch(/^Unexpected error: /);
    expect(error.message).not.toContain('sk-secret');
    expect(error.cause).toBe(thrown);
  });
});
