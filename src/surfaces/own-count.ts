import { GatewayError } from '../common/errors.js';
import type { CallContext } from '../completions/call-context.js';
import type { CompletionCall } from '../completions/completion-call.js';
import type { CompletionsService } from '../completions/completions.service.js';
import { ESTIMATE, type Operation } from '../completions/operations.js';

const NOT_IMPLEMENTED = 501;

/** `provider`, or `estimate`: counted here, by characters. */
export const COUNTED_BY_HEADER = 'x-tollgate-token-count';
export type CountedBy = 'provider' | 'estimate';

/** What is seen of a count: nothing is read or written by a model, and nothing costs anything. */
export const NO_USAGE = Object.freeze({ prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 });

/**
 * Lets in a call whose tokens are estimated here.
 * @param operation what the tokens would be asked for.
 * @throws GatewayError `auth.not_allowed` where its caller may not use the model; `CallExplained` where that is asked for.
 */
export async function letEstimate(
  completions: CompletionsService,
  call: CompletionCall,
  context: CallContext,
  operation: Operation<unknown>,
): Promise<void> {
  if (context.isExplained) await completions.complete(call, context, ESTIMATE);
  else completions.requireAllowed(call, context, operation);
}

/**
 * Tokens as a provider counts them; `null` = the server at its address has no such method, as proxies in front of a
 * provider often have none.
 * @throws GatewayError every other failure.
 */
export async function ownCount<Count>(counting: Promise<Count>): Promise<Count | null> {
  try {
    return await counting;
  } catch (error) {
    if (error instanceof GatewayError && isMissing(error)) return null;
    throw error;
  }
}

/** An address that is not there is what does not pass by itself, and neither does a limit of the gateway's that lets none in. */
function isMissing({ isLasting, ownReport, type }: GatewayError): boolean {
  return (isLasting && type !== 'limit') || ownReport?.status === NOT_IMPLEMENTED;
}
