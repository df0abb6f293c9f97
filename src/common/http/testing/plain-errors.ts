import type { ErrorRenderer } from '../error-renderer.js';

/** What tests of HTTP use in place of a surface. */
export const PLAIN_ERRORS: ErrorRenderer = Object.freeze<ErrorRenderer>({
  statusOf: ({ httpStatus }) => httpStatus,
  bodyOf: ({ code, message, isRetryable }, requestId) => ({
    code,
    message,
    retryable: isRetryable,
    request_id: requestId,
  }),
});
