import type { ErrorCode } from '../../common/errors.js';
import { codeOfStatus, type CodesByStatus } from '../upstream/code-of-status.js';
import type { ProviderReason } from '../upstream/provider-reason.js';
import { verdictOf, type Verdict } from '../upstream/refusal.js';

/**
 * OpenAI's 429s that no waiting mends. Source: OpenAI docs, Error codes, read 2026-11-23; all but
 * `insufficient_quota` were seen in secondary places only.
 */
const SPENT_QUOTA = new Set([
  'insufficient_quota',
  'credit_balance_exhausted',
  'organization_spend_limit_exceeded',
  'project_spend_limit_exceeded',
  'organization_usage_limit_exceeded',
  'billing_hard_limit_reached',
]);

/** Names that stand where no status tells the class: in a stream, or inside an answer of HTTP 200. */
const CODES_OF_NAME: Readonly<Record<string, ErrorCode>> = Object.freeze({
  invalid_api_key: 'provider.auth_failed',
  authentication_error: 'provider.auth_failed',
  permission_error: 'provider.auth_failed',
  model_not_found: 'model.not_found',
  not_found_error: 'model.not_found',
  rate_limit_exceeded: 'provider.rate_limited',
  rate_limit_error: 'provider.rate_limited',
  slow_down: 'provider.rate_limited',
  context_length_exceeded: 'provider.rejected',
  invalid_request_error: 'provider.rejected',
  timeout: 'provider.timed_out',
  // Hugging Face's TGI, in streams that it answers with 200. Source: huggingface_hub#2514, read 2026-12-01.
  validation: 'provider.rejected',
});

/**
 * The class of a failure that the provider reported.
 *
 * @param status of HTTP; `null` where that said 200.
 * @param model as it was asked for.
 */
export function classifyWireError(
  status: number | null,
  reason: ProviderReason,
  model: string,
  codesByStatus?: CodesByStatus,
): Verdict {
  const names = [reason.code, reason.type].filter((name) => name !== null);
  if (names.some((name) => SPENT_QUOTA.has(name))) return { code: 'provider.quota_exhausted' };
  if (names.includes('invalid_api_key')) return { code: 'provider.auth_failed' };
  const effective = status ?? reason.status;
  const verdict = verdictOf(effective, reason, model);
  if (verdict) return verdict;
  if (effective !== null) return { code: codeOfStatus(effective, codesByStatus) };
  const known = names.find((name) => Object.hasOwn(CODES_OF_NAME, name));
  return { code: (known !== undefined && CODES_OF_NAME[known]) || 'provider.unavailable' };
}
