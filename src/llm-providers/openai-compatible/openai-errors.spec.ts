import type { ErrorCode } from '../../common/errors.js';
import { readProviderReason } from '../upstream/provider-reason.js';
import { classifyWireError } from './openai-errors.js';

const INVALID = 'invalid_request_error';

const codeOf = (status: number | null, error: object) =>
  classifyWireError(status, readProviderReason({ error }), 'gpt-9').code;

describe('classifyWireError', () => {
  // OpenAI's real answers: docs, Error codes, and the issues named in openai-model-families.ts, read 2026-11-23.
  it.each<[number, string | null, string | null, ErrorCode]>([
    [400, INVALID, null, 'provider.rejected'],
    [400, INVALID, 'context_length_exceeded', 'provider.rejected'],
    [400, INVALID, 'unsupported_parameter', 'provider.rejected'],
    [400, INVALID, 'unsupported_value', 'provider.rejected'],
    [400, INVALID, 'model_not_found', 'model.not_found'],
    [401, INVALID, 'invalid_api_key', 'provider.auth_failed'],
    [402, null, null, 'provider.quota_exhausted'],
    [403, INVALID, 'unsupported_country_region_territory', 'provider.rejected'],
    [403, INVALID, null, 'provider.rejected'],
    [403, null, 'content_policy_violation', 'provider.rejected'],
    [403, INVALID, 'invalid_api_key', 'provider.auth_failed'],
    [403, 'permission_error', null, 'provider.auth_failed'],
    [403, null, 'permission_denied', 'provider.auth_failed'],
    [400, INVALID, 'model_decommissioned', 'model.not_found'],
    [422, 'invalid_model', '1500', 'model.not_found'],
    [410, INVALID, 'model_deprecated', 'model.not_found'],
    [403, INVALID, 'model_not_found', 'model.not_found'],
    [404, INVALID, 'model_not_found', 'model.not_found'],
    [404, INVALID, null, 'provider.rejected'],
    [405, null, null, 'provider.invalid_response'],
    [408, null, null, 'provider.timed_out'],
    [409, null, null, 'provider.conflict'],
    [413, null, null, 'provider.rejected'],
    [422, INVALID, null, 'provider.rejected'],
    [429, 'tokens', 'rate_limit_exceeded', 'provider.rate_limited'],
    [429, 'rate_limit_error', 'slow_down', 'provider.rate_limited'],
    [429, null, null, 'provider.rate_limited'],
    [429, 'insufficient_quota', 'insufficient_quota', 'provider.quota_exhausted'],
    [429, 'insufficient_quota', null, 'provider.quota_exhausted'],
    [429, INVALID, 'credit_balance_exhausted', 'provider.quota_exhausted'],
    [429, INVALID, 'organization_spend_limit_exceeded', 'provider.quota_exhausted'],
    [429, INVALID, 'project_spend_limit_exceeded', 'provider.quota_exhausted'],
    [429, INVALID, 'organization_usage_limit_exceeded', 'provider.quota_exhausted'],
    [498, null, 'capacity_exceeded', 'provider.unavailable'],
    [500, 'server_error', null, 'provider.unavailable'],
    [502, null, null, 'provider.unavailable'],
    [503, 'service_unavailable_error', 'server_is_overloaded', 'provider.unavailable'],
    [529, null, null, 'provider.unavailable'],
    [301, null, null, 'provider.unavailable'],
    [307, null, null, 'provider.unavailable'],
  ])('takes status %i, type %s, code %s for %s', (status, type, code, expected) => {
    expect(codeOf(status, { message: 'words', type, param: null, code })).toBe(expected);
  });

  it.each<[unknown, unknown, ErrorCode]>([
    [null, null, 'provider.unavailable'],
    [undefined, undefined, 'provider.unavailable'],
    ['server_error', null, 'provider.unavailable'],
    [INVALID, null, 'provider.rejected'],
    ['validation', null, 'provider.rejected'],
    [INVALID, 'invalid_api_key', 'provider.auth_failed'],
    [INVALID, 'model_not_found', 'model.not_found'],
    [null, 'rate_limit_exceeded', 'provider.rate_limited'],
    ['insufficient_quota', null, 'provider.quota_exhausted'],
    [null, 401, 'provider.auth_failed'],
    [null, 402, 'provider.quota_exhausted'],
    [null, 429, 'provider.rate_limited'],
    [null, '429', 'provider.rate_limited'],
    [null, 502, 'provider.unavailable'],
    [null, 529, 'provider.unavailable'],
    [null, 200, 'provider.unavailable'],
    [null, 9_999, 'provider.unavailable'],
    [{}, [], 'provider.unavailable'],
  ])('takes type %p, code %p, with HTTP 200, for %s', (type, code, expected) => {
    expect(codeOf(null, { type, code })).toBe(expected);
  });

  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
    'is not led astray by a code or type named %s',
    (name) => {
      expect(codeOf(null, { code: name })).toBe('provider.unavailable');
      expect(codeOf(null, { type: name })).toBe('provider.unavailable');
      expect(codeOf(400, { code: name, type: name })).toBe('provider.rejected');
    },
  );
});
