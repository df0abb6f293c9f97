/** What programs tell failures apart by. Published, so a code never changes its meaning. */
export type ErrorCode =
  | 'request.invalid'
  | 'request.malformed'
  | 'request.unsupported_media_type'
  | 'request.too_large'
  | 'request.not_found'
  | 'request.timed_out'
  | 'request.deadline_exceeded'
  | 'auth.invalid_key'
  | 'auth.foreign_origin'
  | 'model.not_found'
  | 'provider.unknown'
  | 'provider.key_missing'
  | 'provider.rejected'
  | 'provider.conflict'
  | 'provider.auth_failed'
  | 'provider.quota_exhausted'
  | 'provider.rate_limited'
  | 'provider.unavailable'
  | 'provider.unreachable'
  | 'provider.invalid_response'
  | 'provider.timed_out'
  | 'gateway.overloaded'
  | 'gateway.draining'
  | 'gateway.internal'
  | 'client.gone';

interface ErrorTraits {
  /** HTTP status of the agent surface. `client.gone` is never sent: 499 appears in the log only. */
  readonly httpStatus: number;
  /** Worth another try as it is, after a while or with another provider. */
  readonly retryable: boolean;
}

/** The table of statuses; the only place where a code gets its status. */
export const ERROR_TRAITS: Readonly<Record<ErrorCode, ErrorTraits>> = Object.freeze({
  'request.invalid': { httpStatus: 400, retryable: false },
  'request.malformed': { httpStatus: 400, retryable: false },
  'request.unsupported_media_type': { httpStatus: 415, retryable: false },
  'request.too_large': { httpStatus: 413, retryable: false },
  'request.not_found': { httpStatus: 404, retryable: false },
  'request.timed_out': { httpStatus: 408, retryable: true },
  'request.deadline_exceeded': { httpStatus: 504, retryable: true },
  'auth.invalid_key': { httpStatus: 401, retryable: false },
  'auth.foreign_origin': { httpStatus: 403, retryable: false },
  'model.not_found': { httpStatus: 400, retryable: false },
  'provider.unknown': { httpStatus: 404, retryable: false },
  'provider.key_missing': { httpStatus: 400, retryable: false },
  'provider.rejected': { httpStatus: 400, retryable: false },
  'provider.conflict': { httpStatus: 409, retryable: true },
  'provider.auth_failed': { httpStatus: 502, retryable: false },
  'provider.quota_exhausted': { httpStatus: 502, retryable: false },
  'provider.rate_limited': { httpStatus: 429, retryable: true },
  'provider.unavailable': { httpStatus: 502, retryable: true },
  'provider.unreachable': { httpStatus: 502, retryable: true },
  'provider.invalid_response': { httpStatus: 502, retryable: true },
  'provider.timed_out': { httpStatus: 504, retryable: true },
  'gateway.overloaded': { httpStatus: 503, retryable: true },
  'gateway.draining': { httpStatus: 503, retryable: true },
  'gateway.internal': { httpStatus: 500, retryable: false },
  'client.gone': { httpStatus: 499, retryable: false },
});

export interface GatewayErrorDetails {
  /** The request field that is at fault, as the caller wrote it. */
  readonly param?: string;
  /** Top-level fields of the request that the provider names in its refusal, as far as that is known. */
  readonly blamedParameters?: readonly string[];
  /** The provider refused the request, and said nothing about why. Default false. */
  readonly isUnexplained?: boolean;
  /** How long the provider asked to wait, in milliseconds; `null` = it did not say. */
  readonly retryAfterMs?: number | null;
  /** The provider may be working on it still, and may bill it: asked again, it would work twice. Default false. */
  readonly mayBeBilled?: boolean;
  /** What lies behind it. Goes to the log by name and code only, never to the caller. */
  readonly cause?: unknown;
}

/**
 * Every failure that the gateway foresees. Its message goes to the caller: whose fault it is, what happened, and what
 * to do about it. It is made of words of ours, names of configuration and what `scrubProviderMessage` lets through.
 */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly param: string | undefined;
  readonly blamedParameters: readonly string[];
  readonly isUnexplained: boolean;
  readonly retryAfterMs: number | null;
  readonly mayBeBilled: boolean;

  constructor(
    readonly code: ErrorCode,
    message: string,
    details: GatewayErrorDetails = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.param = details.param;
    this.blamedParameters = details.blamedParameters ?? [];
    this.isUnexplained = details.isUnexplained ?? false;
    this.retryAfterMs = details.retryAfterMs ?? null;
    this.mayBeBilled = details.mayBeBilled ?? false;
  }

  get httpStatus(): number {
    return ERROR_TRAITS[this.code].httpStatus;
  }

  get isRetryable(): boolean {
    return ERROR_TRAITS[this.code].retryable;
  }

  /** The family of the code: `request`, `auth`, `model`, `provider`, `gateway` or `client`. */
  get type(): string {
    return this.code.slice(0, this.code.indexOf('.'));
  }
}

/**
 * Wraps what nobody foresaw, so that every failure leaves in the same envelope. The text of the unknown error
 * stays inside: it may quote a body or a key.
 */
export function toGatewayError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error;
  return new GatewayError(
    'gateway.internal',
    'Unexpected error: the gateway failed to handle this request. Its log has the details under this request id.',
    { cause: error },
  );
}
