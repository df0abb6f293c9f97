import { ERROR_TRAITS } from './error-table.js';
import type { ErrorTraits } from './error-traits.js';
import type { ErrorCode } from './errors.js';

const CODES = Object.keys(ERROR_TRAITS) as ErrorCode[];
const codesWhere = (holds: (traits: ErrorTraits) => boolean) =>
  CODES.filter((code) => holds(ERROR_TRAITS[code]));

describe('the table of errors', () => {
  it('lets these be tried again as they are', () => {
    expect(codesWhere(({ retryable }) => retryable)).toEqual([
      'request.in_progress',
      'request.timed_out',
      'request.deadline_exceeded',
      'limit.exceeded',
      'provider.conflict',
      'provider.rate_limited',
      'provider.unavailable',
      'provider.unreachable',
      'provider.invalid_response',
      'provider.timed_out',
      'gateway.overloaded',
      'gateway.draining',
      'gateway.exhausted',
      'gateway.store_away',
    ]);
  });

  it('sends these on to the next target of a route', () => {
    expect(codesWhere(({ fallback }) => fallback)).toEqual([
      'model.not_found',
      'provider.key_missing',
      'provider.conflict',
      'provider.auth_failed',
      'provider.quota_exhausted',
      'provider.rate_limited',
      'provider.unavailable',
      'provider.unreachable',
      'provider.invalid_response',
      'provider.timed_out',
      'gateway.overloaded',
    ]);
  });

  it('counts these against the circuit breaker: not limits, keys or requests', () => {
    expect(codesWhere(({ breaker }) => breaker)).toEqual([
      'provider.unavailable',
      'provider.unreachable',
      'provider.invalid_response',
      'provider.timed_out',
    ]);
  });

  it('lets a provider be asked again after these, its own failures, and those alone', () => {
    const here = codesWhere(({ retriedHere }) => retriedHere);
    expect(here).toEqual([
      'provider.conflict',
      'provider.rate_limited',
      'provider.unavailable',
      'provider.unreachable',
      'provider.invalid_response',
      'provider.timed_out',
    ]);
    expect(here.every((code) => ERROR_TRAITS[code].retryable)).toBe(true);
  });

  it('holds that a provider may have counted tokens for these', () => {
    expect(codesWhere(({ mayBeCounted }) => mayBeCounted)).toEqual([
      'provider.unavailable',
      'provider.invalid_response',
      'provider.timed_out',
      'gateway.overloaded',
      'gateway.draining',
      'gateway.exhausted',
      'gateway.internal',
      'client.gone',
    ]);
  });

  it('lets a key rest for one model after a limit, and for all after a refusal', () => {
    expect(codesWhere(({ keyCooldown }) => keyCooldown === 'model')).toEqual(['provider.rate_limited']);
    expect(codesWhere(({ keyCooldown }) => keyCooldown === 'all')).toEqual([
      'provider.auth_failed',
      'provider.quota_exhausted',
    ]);
  });

  it('lets these keep their status where the operator asks for 400', () => {
    expect(codesWhere(({ keepsStatus }) => keepsStatus)).toEqual([
      'request.unsupported_media_type',
      'request.too_large',
      'request.not_found',
      'request.method_not_allowed',
      'request.in_progress',
      'request.idempotency_mismatch',
      'request.upgrade_required',
      'request.not_supported',
      'request.timed_out',
      'auth.invalid_key',
      'auth.foreign_origin',
      'budget.exceeded',
      'limit.exceeded',
      'auth.not_allowed',
      'provider.unknown',
      'gateway.overloaded',
      'gateway.draining',
      'gateway.exhausted',
      'gateway.store_away',
      'client.gone',
    ]);
  });

  it.each<[ErrorCode, string]>([
    ['gateway.internal', 'error'],
    ['gateway.exhausted', 'error'],
    ['gateway.store_away', 'error'],
    ['gateway.draining', 'warn'],
    ['gateway.overloaded', 'warn'],
    ['provider.unavailable', 'warn'],
    ['provider.auth_failed', 'warn'],
    ['provider.timed_out', 'warn'],
    ['request.invalid', 'info'],
    ['auth.invalid_key', 'info'],
    ['model.not_found', 'info'],
    ['client.gone', 'info'],
  ])('logs %s at %s', (code, level) => {
    expect(ERROR_TRAITS[code].logLevel).toBe(level);
  });

  it.each(CODES)('gives %s a metric class that says whose doing it was, and is no other code’s', (code) => {
    const { metricClass } = ERROR_TRAITS[code];
    expect(metricClass).toMatch(/^(caller|policy|provider|gateway)_[a-z_]+$/);
    expect(codesWhere((traits) => traits.metricClass === metricClass)).toEqual([code]);
  });
});

describe('the names of errors on other surfaces', () => {
  it.each<[ErrorCode, ErrorTraits['openai']]>([
    ['model.not_found', { status: 404, type: 'invalid_request_error', code: 'model_not_found' }],
    ['auth.invalid_key', { status: 401, type: 'invalid_request_error', code: 'invalid_api_key' }],
    ['provider.rate_limited', { status: 429, type: 'rate_limit_error', code: 'rate_limit_exceeded' }],
    ['provider.auth_failed', { status: 502, type: 'server_error', code: null }],
    ['provider.timed_out', { status: 504, type: 'server_error', code: null }],
    ['gateway.overloaded', { status: 503, type: 'server_error', code: 'server_is_overloaded' }],
  ])('are OpenAI’s for %s: %j', (code, name) => {
    expect(ERROR_TRAITS[code].openai).toEqual(name);
  });

  it.each<[ErrorCode, ErrorTraits['anthropic'], ErrorTraits['google']]>([
    [
      'request.invalid',
      { status: 400, type: 'invalid_request_error' },
      { status: 400, name: 'INVALID_ARGUMENT' },
    ],
    [
      'request.too_large',
      { status: 413, type: 'request_too_large' },
      { status: 413, name: 'INVALID_ARGUMENT' },
    ],
    ['model.not_found', { status: 404, type: 'not_found_error' }, { status: 404, name: 'NOT_FOUND' }],
    [
      'auth.invalid_key',
      { status: 401, type: 'authentication_error' },
      { status: 401, name: 'UNAUTHENTICATED' },
    ],
    [
      'provider.rate_limited',
      { status: 429, type: 'rate_limit_error' },
      { status: 429, name: 'RESOURCE_EXHAUSTED' },
    ],
    ['gateway.overloaded', { status: 503, type: 'overloaded_error' }, { status: 503, name: 'UNAVAILABLE' }],
    ['gateway.internal', { status: 500, type: 'api_error' }, { status: 500, name: 'INTERNAL' }],
  ])('are Anthropic’s and Google’s for %s', (code, anthropic, google) => {
    expect(ERROR_TRAITS[code]).toMatchObject({ anthropic, google });
  });

  it.each<ErrorCode>(['provider.auth_failed', 'provider.quota_exhausted'])(
    'never tell %s, which is about the operator’s account, as if it were about the caller’s',
    (code) => {
      const { openai, anthropic, google } = ERROR_TRAITS[code];
      expect([openai.status, anthropic.status, google.status]).toEqual([502, 502, 502]);
    },
  );
});
