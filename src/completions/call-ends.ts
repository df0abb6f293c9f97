import { GatewayError } from '../common/errors.js';
import type { ModelRequest } from '../port/canonical.js';
import type { CompletionCall } from './completion-call.js';
import type { AttemptReport, CallReport } from './completion-outcome.js';
import { lifecycleOf, replacementsText } from './model-resolver.js';

/** How the report of a call, and its metrics, name the end that this error made. */
export function outcomeOf(error: GatewayError): CallReport['outcome'] {
  if (error.code === 'client.gone') return 'cancelled';
  return error.httpStatus === 504 ? 'timed-out' : 'failed';
}

/** An abort without an error of ours comes from a caller who has lost interest. */
export function abortError(reason: unknown): GatewayError {
  if (reason instanceof GatewayError) return reason;
  const message = 'The caller left before the answer was complete.';
  return new GatewayError('client.gone', message, { cause: reason });
}

/** The 504 of a deadline that the caller set, in milliseconds; the provider may bill what it had begun. */
export function callersTooLate(timeoutMs: number): GatewayError {
  return new GatewayError(
    'request.deadline_exceeded',
    `No complete answer within the ${timeoutMs} ms that the caller allowed for it. Allow more, or stream.`,
    { mayBeBilled: true },
  );
}

/** A provider's own "no such model" gets the replacement that it announced. */
export function withReplacement(
  error: GatewayError,
  { targets }: CompletionCall<ModelRequest>,
  last: AttemptReport | undefined,
): GatewayError {
  if (error.code !== 'model.not_found' || last?.error !== error) return error;
  const target = targets.find(({ provider }) => provider.definition.id === last.providerId);
  const lifecycle = target && lifecycleOf(last.providerModel, target.provider.definition);
  if (!lifecycle) return error;
  const message = `${error.message} Ask for ${replacementsText(lifecycle)} instead.`;
  const { upstreamReason } = error;
  return new GatewayError(error.code, message, { param: 'model', cause: error, upstreamReason });
}
