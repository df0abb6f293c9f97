import type { Fields } from '../../../../common/fields.js';
import { refusal } from '../../request-checks.js';
import { isReference } from '../request/input-items.js';
import type { OwnedResponse, OwnedResponses } from './owned-responses.js';
import { isSameAccount, type Owner } from './ownership.js';

/** Ids of items are signed where callers are told apart: else whoever knows one could have what another caller was told. */
function signsItems({ callerId }: Pick<Owner, 'callerId'>): boolean {
  return callerId !== null;
}

/** Ids for the items of one answer, each signed once; `null` = items keep the ids of their provider. */
export function itemIdsOf(
  owner: Owner & { readonly model: string },
  responses: OwnedResponses,
): ((id: string) => string) | null {
  if (!signsItems(owner)) return null;
  const known = new Map<string, string>();
  return (id) => {
    const signed = known.get(id) ?? responses.itemIdOf({ ...owner, id });
    known.set(id, signed);
    return signed;
  };
}

/** An item, or an event about one, with the id that its caller may refer to it by; the same object where that stays. */
export function withItemId(
  fields: Fields,
  name: 'id' | 'item_id',
  toId: ((id: string) => string) | null,
): Fields {
  const id = fields[name];
  return toId === null || typeof id !== 'string' ? fields : { ...fields, [name]: toId(id) };
}

/**
 * Who keeps the items that an input refers to by their ids; `null` = it refers to none, or anybody may.
 * @throws GatewayError `request.invalid` about one that was not given out to this caller, or is kept by another account.
 */
export function keeperOf(
  input: string | readonly Fields[],
  {
    responses,
    callerId,
    previous,
  }: {
    readonly responses: OwnedResponses;
    readonly callerId: string | null;
    readonly previous: OwnedResponse | null;
  },
): OwnedResponse | null {
  if (typeof input === 'string' || callerId === null) return previous;
  let keeper = previous;
  input.forEach((item, at) => {
    if (!isReference(item)) return;
    const { id } = item;
    const found = typeof id === 'string' ? responses.findItem(id, callerId) : null;
    const isKept = found !== null && (keeper === null || isSameAccount(found, keeper));
    if (!isKept) throw notKept(`input[${at}]`);
    keeper = found;
  });
  return keeper;
}

/** Items under the ids that their account knows; those of other accounts without one. */
export function withProvidersIds(
  items: readonly Fields[],
  owner: Owner,
  responses: OwnedResponses,
): readonly Fields[] {
  if (!signsItems(owner)) return items;
  return items.map((item) => {
    const { id, ...others } = item;
    const found = typeof id === 'string' ? responses.findItem(id, owner.callerId) : null;
    if (!found) return item;
    return isSameAccount(found, owner) ? { ...item, id: found.id } : others;
  });
}

function notKept(path: string) {
  const why =
    'no provider keeps an item under this id that was given out for this gateway key, or another account than that of the others does';
  return refusal(
    path,
    'unsupported',
    `Unsupported value: '${path}': ${why}. Send the item itself, as clients do with store: false.`,
  );
}
