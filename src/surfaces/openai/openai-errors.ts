import type { ErrorMembers, GatewayError, ParameterFault } from '../../common/errors.js';
import type { ErrorRenderer } from '../../common/http/error-renderer.js';

/** A failure as OpenAI's API tells it, in a body of its own and as the last event of a stream. */
export interface OpenAiErrorBody {
  readonly error: {
    readonly message: string;
    readonly type: string;
    /** The field at fault, such as `messages[0].role`. */
    readonly param: string | null;
    readonly code: string | null;
  } & ErrorMembers;
}

/** OpenAI's codes for what is wrong with a field. Source: answers of the live API, read 2026-11-23. */
const FAULT_CODES: Readonly<Record<ParameterFault, string>> = {
  missing: 'missing_required_parameter',
  wrong_type: 'invalid_type',
  wrong_value: 'invalid_value',
  unsupported: 'unsupported_parameter',
};

/** Failures in OpenAI's shape, with the statuses that its SDKs make their exceptions of. */
export const OPENAI_ERRORS: ErrorRenderer = Object.freeze<ErrorRenderer>({
  statusOf: ({ traits }) => traits.openai.status,
  bodyOf: (error) => toOpenAiError(error),
});

/** By which OpenAI's clients, Codex among them, know that a conversation has to be shorter. */
const CONTEXT_EXCEEDED = 'context_length_exceeded';

/** The order of the keys is the order on the wire. */
export function toOpenAiError(error: GatewayError): OpenAiErrorBody {
  const { type, code: ofClass } = error.traits.openai;
  const code = error.isContextExceeded ? CONTEXT_EXCEEDED : ofClass;
  const faultCode = error.fault === null ? null : FAULT_CODES[error.fault];
  const named = {
    message: error.message,
    type,
    param: error.param ?? null,
    code: code ?? error.ownCode ?? faultCode,
  };
  return { error: { ...named, ...error.members } };
}
