import type { ErrorRenderer } from '../../common/http/error-renderer.js';
import { toErrorEnvelope } from './error-envelope.js';

/** Failures in the agent surface's shape, with the statuses of the table of errors. */
export const AGENT_ERRORS: ErrorRenderer = Object.freeze<ErrorRenderer>({
  statusOf: ({ httpStatus }) => httpStatus,
  bodyOf: (error, requestId) => toErrorEnvelope(error, { requestId }),
});
