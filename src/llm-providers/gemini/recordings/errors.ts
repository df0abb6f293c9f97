/**
 * Failures as Gemini reports them, written after google.rpc's published shapes, ai.google.dev/gemini-api/docs/
 * troubleshooting and the issues named below, read 2026-11-23. Not taken off the wire.
 */
export interface ErrorRecording {
  readonly status: number;
  readonly body: unknown;
}

const TYPE = 'type.googleapis.com/google.rpc';

const failure = (code: number, status: string, message: string, details: readonly object[] = []) => ({
  status: code,
  body: { error: { code, message, status, ...(details.length > 0 && { details }) } },
});

const retryInfo = (retryDelay: string) => ({ '@type': `${TYPE}.RetryInfo`, retryDelay });

const quotaFailure = (quotaId: string) => ({
  '@type': `${TYPE}.QuotaFailure`,
  violations: [{ quotaMetric: 'generativelanguage.googleapis.com/generate_content_requests', quotaId }],
});

const EXCEEDED = 'You exceeded your current quota, please check your plan and billing details.';

const OVERLOADED = failure(503, 'UNAVAILABLE', 'The model is overloaded. Please try again later.');

export const ERRORS = Object.freeze({
  WRONG_KEY: failure(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.', [
    { '@type': `${TYPE}.ErrorInfo`, reason: 'API_KEY_INVALID', domain: 'googleapis.com' },
  ]),
  NO_KEY: failure(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.'),
  FORBIDDEN: failure(403, 'PERMISSION_DENIED', 'Your project has been denied access.'),
  NO_BILLING: failure(400, 'FAILED_PRECONDITION', 'User location is not supported for the API use.'),
  NO_MODEL: failure(404, 'NOT_FOUND', 'models/gemini-9 is not found for API version v1beta.'),
  BAD_ARGUMENT: failure(400, 'INVALID_ARGUMENT', 'Penalty is not enabled for this model'),
  PER_MINUTE: failure(429, 'RESOURCE_EXHAUSTED', EXCEEDED, [
    quotaFailure('GenerateRequestsPerMinutePerProjectPerModel-FreeTier'),
    retryInfo('34s'),
  ]),
  PER_MINUTE_FRACTION: failure(429, 'RESOURCE_EXHAUSTED', EXCEEDED, [retryInfo('45.837906927s')]),
  /** google-gemini/gemini-cli#12586. */
  DELAY_IN_TEXT: failure(429, 'RESOURCE_EXHAUSTED', `${EXCEEDED}\nPlease retry in 12.5s.`),
  WITHOUT_DELAY: failure(429, 'RESOURCE_EXHAUSTED', 'Resource has been exhausted (e.g. check quota).'),
  /** langgenius/dify#19838: with a delay that does not help. */
  PER_DAY: failure(429, 'RESOURCE_EXHAUSTED', EXCEEDED, [
    quotaFailure('GenerateRequestsPerDayPerProjectPerModel-FreeTier'),
    retryInfo('34s'),
  ]),
  /** continuedev/continue#9570. */
  LIMIT_OF_ZERO: failure(
    429,
    'RESOURCE_EXHAUSTED',
    `${EXCEEDED}\n* Quota exceeded for metric: requests, limit: 0, model: gemini-3-pro\nPlease retry in 45.5s.`,
  ),
  INTERNAL: failure(500, 'INTERNAL', 'An internal error has occurred.'),
  OVERLOADED,
  TOO_SLOW: failure(504, 'DEADLINE_EXCEEDED', 'Deadline expired before operation could complete.'),
  /** As the stream's address, and the compatible one, wrap it. */
  IN_ARRAY: { status: 503, body: [OVERLOADED.body] },
}) satisfies Readonly<Record<string, ErrorRecording>>;
