import { ERROR_TRAITS } from '../../common/error-table.js';
import { GatewayError, type ErrorCode } from '../../common/errors.js';
import { agentStatus } from './agent-status.js';

const CODES = Object.keys(ERROR_TRAITS) as ErrorCode[];

describe('the status of a failure on the agent endpoint', () => {
  it('is that of the table', () => {
    const statusOf = agentStatus('table');
    for (const code of CODES)
      expect(statusOf(new GatewayError(code, '-'))).toBe(ERROR_TRAITS[code].httpStatus);
  });

  it.each<[ErrorCode, number]>([
    ['auth.invalid_key', 401],
    ['provider.unknown', 404],
    ['request.too_large', 413],
    ['request.unsupported_media_type', 415],
    ['gateway.overloaded', 503],
    ['gateway.draining', 503],
    ['gateway.exhausted', 503],
  ])('stays for %s %i where the operator asks for the first phase’s 400', (code, status) => {
    expect(agentStatus('400')(new GatewayError(code, '-'))).toBe(status);
  });

  it.each<ErrorCode>([
    'request.invalid',
    'request.malformed',
    'model.not_found',
    'provider.key_missing',
    'provider.rejected',
    'provider.auth_failed',
    'provider.quota_exhausted',
    'provider.rate_limited',
    'provider.unavailable',
    'provider.unreachable',
    'provider.invalid_response',
    'provider.timed_out',
    'request.deadline_exceeded',
    'gateway.internal',
  ])('is 400 for %s where the operator asks for it', (code) => {
    expect(agentStatus('400')(new GatewayError(code, '-'))).toBe(400);
  });
});
