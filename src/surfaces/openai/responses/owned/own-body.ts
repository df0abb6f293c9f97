import type { Fields } from '../../../../common/fields.js';
import { RequestLosses } from '../../../request-losses.js';
import type { ResponsesBody } from '../request/responses-request.js';
import { withProvidersIds } from './owned-items.js';
import type { OwnedResponse, OwnedResponses } from './owned-responses.js';
import { ownItems } from './owned-thoughts.js';
import type { Owner } from './ownership.js';

interface AskedAccount {
  readonly owner: Owner;
  readonly responses: OwnedResponses;
  readonly previous: OwnedResponse | null;
}

/** A request as one account can read it: the id of its own response, and the thoughts that it sealed itself. */
export function ownBody(
  body: ResponsesBody,
  { owner, responses, previous }: AskedAccount,
): { readonly body: ResponsesBody; readonly losses: RequestLosses } {
  const losses = new RequestLosses();
  const ids: Fields = previous ? { previous_response_id: previous.id } : {};
  if (typeof body.input === 'string') return { body: { ...body, ...ids }, losses };
  const { items, hasLost } = ownItems(body.input, owner, responses.ownership);
  if (hasLost)
    losses.drops('input', 'thoughts that another account has sealed can be read by that one alone');
  return { body: { ...body, ...ids, input: withProvidersIds(items, owner, responses) }, losses };
}
