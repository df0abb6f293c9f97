import type { ErrorMembers, GatewayError } from '../../common/errors.js';
import type { ErrorRenderer } from '../../common/http/error-renderer.js';
import { withWords } from '../with-words.js';

/** A failure as Anthropic's API tells it, in a body of its own and as the last event of a stream. */
export interface AnthropicErrorBody {
  readonly type: 'error';
  readonly error: {
    readonly type: string;
    readonly message: string;
    readonly details?: Readonly<Record<string, unknown>>;
  } & ErrorMembers;
  readonly request_id: string;
}

/** A provider that says so: Claude Code waits longer then, or takes another model. */
const OVERLOADED = Object.freeze({ status: 529, type: 'overloaded_error' });

/** Failures in Anthropic's shape, with the statuses that its SDKs make their exceptions of. */
export const ANTHROPIC_ERRORS: ErrorRenderer = Object.freeze<ErrorRenderer>({
  statusOf: ({ isOverload, traits, ownReport }) =>
    (ownReport?.wire === 'anthropic' ? ownReport.status : null) ??
    (isOverload ? OVERLOADED.status : traits.anthropic.status),
  bodyOf: toAnthropicError,
});

/** By which Claude Code knows that a conversation has to be shorter: it looks for these words in any message. */
const CONTEXT_EXCEEDED = 'prompt is too long';

/** As Anthropic told it, where it did; else the order of the keys is the order on the wire. */
export function toAnthropicError(error: GatewayError, requestId: string): AnthropicErrorBody {
  if (error.ownReport?.wire === 'anthropic') return error.ownReport.body as unknown as AnthropicErrorBody;
  const { type } = error.isOverload ? OVERLOADED : error.traits.anthropic;
  const { wireDetails } = error;
  const message = error.isContextExceeded ? withWords(CONTEXT_EXCEEDED, error) : error.message;
  return {
    type: 'error',
    error: { type, message, ...(wireDetails && { details: wireDetails }), ...error.members },
    request_id: requestId,
  };
}
