import type { Fields } from '../../../../common/fields.js';
import { RequestLosses } from '../../../request-losses.js';
import type { ResponsesBody } from '../request/responses-request.js';
import type { OwnedResponse } from './owned-responses.js';
import { ownItems } from './owned-thoughts.js';
import type { Owner, Ownership } from './ownership.js';

interface AskedAccount {
  readonly owner: Owner;
  readonly ownership: Ownership;
  readonly previous: OwnedResponse | null;
}

/** A request as one account can read it: the id of its own response, and the thoughts that it sealed itself. */
export function ownBody(
  body: ResponsesBody,
  { owner, ownership, previous }: AskedAccount,
): { readonly body: ResponsesBody; readonly losses: RequestLosses } {
  const losses = new RequestLosses();
  const ids: Fields = previous ? { previous_response_id: previous.id } : {};
  if (typeof body.input === 'string') return { body: { ...body, ...ids }, losses };
  const { items, hasLost } = ownItems(body.input, owner, ownership);
  if (hasLost)
    losses.drops('input', 'thoughts that another account has sealed can be read by that one alone');
  return { body: { ...body, ...ids, input: items }, losses };
}
