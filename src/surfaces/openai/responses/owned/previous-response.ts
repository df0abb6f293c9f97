import type { Fields } from '../../../../common/fields.js';
import type { GatewayError } from '../../../../common/errors.js';
import type { CompletionCall } from '../../../../completions/completion-call.js';
import { refusal } from '../../request-checks.js';
import type { OwnedResponse, OwnedResponses } from './owned-responses.js';

const NAME = 'previous_response_id';

/**
 * The response that a request goes on from; `null` = from none.
 * @throws GatewayError `request.invalid` where none is kept under this id for this caller.
 */
export function previousOf(
  body: Fields,
  owned: OwnedResponses,
  callerId: string | null,
): OwnedResponse | null {
  const id = body[NAME];
  if (id === undefined || id === null) return null;
  const response = typeof id === 'string' ? owned.find(id, callerId) : null;
  if (response) return response;
  throw refused(
    'Tollgate keeps no responses, and no provider keeps one under this id that was given out for this gateway key.',
  );
}

/**
 * The call as the account is asked that keeps the response.
 * @throws GatewayError `request.invalid` where the model is not that account's.
 */
export function withOwner<Call extends CompletionCall>(
  call: Call,
  { apiKey, provider }: OwnedResponse,
): Call {
  const target = call.targets.find((each) => each.provider === provider && provider.responses);
  const { displayName } = provider.definition;
  if (!target)
    throw refused(`${displayName} keeps what the request goes on from, and the model is none of its own.`);
  return { ...call, targets: [target], ...(apiKey && { apiKey }) };
}

function refused(why: string): GatewayError {
  const wayOut = "Send the whole conversation in 'input' instead.";
  return refusal(NAME, 'unsupported', `Unsupported parameter: '${NAME}'. ${why} ${wayOut}`);
}
