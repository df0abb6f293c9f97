import type { ErrorCode, ErrorMembers, GatewayError } from '../../common/errors.js';
import type { PlaceOf } from '../in-own-words.js';

/** The one shape in which the agent surface says that something failed, over HTTP and inside a stream. */
export interface ErrorEnvelope {
  readonly status: 'error';
  /** For people; see `GatewayError` for what may stand in it. */
  readonly message: string;
  /** The model as the caller named it, or the default in its place; `unknown` before that was clear. */
  readonly model: string;
  readonly error: {
    readonly code: ErrorCode;
    readonly type: string;
    /** Worth another try as it is. */
    readonly retryable: boolean;
    /** The request field that is at fault. Absent when the failure is not about one field. */
    readonly param?: string;
  } & ErrorMembers;
  readonly request_id: string;
}

/** What an envelope says of the request besides its error. */
export interface ErrorEnvelopeOptions {
  readonly model?: string;
  readonly requestId: string;
  /** Where a canonical parameter stands in the request; left out = under its name. */
  readonly placeOf?: PlaceOf;
}

/** Renders an error for the agent surface. The order of the keys is the order on the wire. */
export function toErrorEnvelope(error: GatewayError, options: ErrorEnvelopeOptions): ErrorEnvelope {
  const { param } = error;
  return {
    status: 'error',
    message: error.message,
    model: options.model ?? 'unknown',
    error: {
      code: error.code,
      type: error.type,
      retryable: error.isRetryable,
      ...(param === undefined ? {} : { param: options.placeOf?.(param) ?? param }),
      ...error.members,
    },
    request_id: options.requestId,
  };
}
