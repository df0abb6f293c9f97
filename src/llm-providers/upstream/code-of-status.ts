import type { ErrorCode } from '../../common/errors.js';

/** What HTTP statuses mean, by their number. */
export type CodesByStatus = Readonly<Record<number, ErrorCode>>;

/** What the statuses of HTTP mean at every provider. 403 and 404 stand for several things: see `verdictOf`. */
const CODES: CodesByStatus = Object.freeze({
  401: 'provider.auth_failed',
  402: 'provider.quota_exhausted',
  404: 'model.not_found',
  408: 'provider.timed_out',
  409: 'provider.conflict',
  429: 'provider.rate_limited',
  // Groq's flex tier is full, and takes the request later. Source: its docs, Flex processing, read 2026-12-01.
  498: 'provider.unavailable',
});

/** The class of a failure, by its status; `own` = what some of them mean at this provider. */
export function codeOfStatus(status: number, own: CodesByStatus = {}): ErrorCode {
  const code = own[status] ?? CODES[status];
  if (code) return code;
  if (!isHttpStatus(status)) return 'provider.invalid_response';
  return status >= 400 && status < 500 ? 'provider.rejected' : 'provider.unavailable';
}

/** HTTP knows 100 to 599; other numbers are seen all the same, such as 799 and 999. */
export function isHttpStatus(status: number): boolean {
  return status >= 100 && status <= 599;
}
