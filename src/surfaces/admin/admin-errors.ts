import type { ErrorRenderer } from '../../common/http/error-renderer.js';

/** Failures in the agent surface's shape, but for the model: none is asked here. */
export const ADMIN_ERRORS: ErrorRenderer = Object.freeze<ErrorRenderer>({
  statusOf: ({ httpStatus }) => httpStatus,
  bodyOf: (error, requestId) => ({
    status: 'error',
    message: error.message,
    error: {
      code: error.code,
      type: error.type,
      retryable: error.isRetryable,
      ...(error.param === undefined ? {} : { param: error.param }),
      ...error.members,
    },
    request_id: requestId,
  }),
});
