import { isObject, type Fields } from '../../common/fields.js';
import type { ErrorMembers, GatewayError } from '../../common/errors.js';
import type { ErrorRenderer } from '../../common/http/error-renderer.js';
import { failureHeaders } from '../../common/http/send-error.js';
import type { PlaceOf } from '../in-own-words.js';
import { withWords } from '../with-words.js';
import { ownPlace } from './told-warnings.js';

/** A failure as Google's APIs tell it, in a body of its own and behind the last chunk of a stream. */
export interface GoogleErrorBody {
  readonly error: {
    /** The HTTP status. */
    readonly code: number;
    readonly message: string;
    /** A name of google.rpc.Code. */
    readonly status: string;
    /** Messages of google.rpc, each with its `@type`; left out = there is nothing to tell. */
    readonly details?: readonly Fields[];
  } & ErrorMembers;
}

const TYPES = 'type.googleapis.com/google.rpc.';

/** Failures in Google's shape. Source: googleapis/googleapis, google/rpc/error_details.proto. */
export const GEMINI_ERRORS: ErrorRenderer = Object.freeze<ErrorRenderer>({
  statusOf: ({ traits, ownReport }) =>
    (ownReport?.wire === 'google' ? ownReport.status : null) ?? traits.google.status,
  bodyOf: (error, _requestId, placeOf) => toGoogleError(error, placeOf),
});

/** By which Google's clients know that a conversation has to be shorter. */
const CONTEXT_EXCEEDED = 'The input token count exceeds the maximum number of tokens allowed';

/** As Google told it, where it did; else the order of the keys is the order on the wire. */
export function toGoogleError(
  error: GatewayError,
  placeOf: PlaceOf = (parameter) => ownPlace(parameter),
): GoogleErrorBody {
  if (error.ownReport?.wire === 'google') return withRetryInfo(error.ownReport.body, error);
  const { status: code, name: status } = error.traits.google;
  const details = [...fieldViolation(error, placeOf), ...retryInfo(error)];
  const message = error.isContextExceeded ? withWords(CONTEXT_EXCEEDED, error) : error.message;
  const named = { code, message, status, ...(details.length > 0 && { details }) };
  return { error: { ...named, ...error.members } };
}

function fieldViolation({ param, message: description, traits }: GatewayError, placeOf: PlaceOf): Fields[] {
  if (param === undefined || traits.google.name !== 'INVALID_ARGUMENT') return [];
  return [{ '@type': `${TYPES}BadRequest`, fieldViolations: [{ field: placeOf(param), description }] }];
}

/** What `Retry-After` says: Google's clients read it here. */
function retryInfo(error: GatewayError): Fields[] {
  const seconds = failureHeaders(error)['retry-after'];
  return seconds === undefined ? [] : [{ '@type': `${TYPES}RetryInfo`, retryDelay: `${seconds}s` }];
}

/** A delay that stands in the text alone, or nowhere, is told where Google's clients look for it. */
function withRetryInfo(body: Fields, error: GatewayError): GoogleErrorBody {
  const own = body['error'] as GoogleErrorBody['error'];
  const details: readonly unknown[] = Array.isArray(own.details) ? own.details : [];
  const isTold = details.some((detail) => isObject(detail) && String(detail['@type']).endsWith('.RetryInfo'));
  const more = isTold || own.code !== 429 ? [] : retryInfo(error);
  const told = more.length === 0 ? body : { ...body, error: { ...own, details: [...details, ...more] } };
  return told as unknown as GoogleErrorBody;
}
