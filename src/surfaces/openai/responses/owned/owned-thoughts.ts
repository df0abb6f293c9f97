import { isObject, type Fields } from '../../../../common/fields.js';
import type { Owner, Ownership } from './ownership.js';

/** Before what an account sealed, with the signature of the account. */
const MARK = /^tollgate\.account\.1\.([\w-]{22})\.([^]*)$/;
const OF_ACCOUNT = 'thoughts';

/** Items whose ids say that thoughts belong before them: without those they have to go without an id. */
const BOUND_TO_THOUGHTS = new Set(['function_call', 'custom_tool_call', 'message']);

/** What goes to one account of the items of an input. */
export interface OwnItems {
  readonly items: readonly Fields[];
  /** Items of other accounts were left out. */
  readonly hasLost: boolean;
}

/** Marks what an account sealed: no other one can open it, and a request with it would be refused. */
export function markThoughts(items: readonly Fields[], owner: Owner, ownership: Ownership): Fields[] {
  const mark = `tollgate.account.1.${ownership.sign(owner, OF_ACCOUNT)}.`;
  return items.map((item) => {
    const sealed = isObject(item) ? item['encrypted_content'] : null;
    return typeof sealed === 'string' ? { ...item, encrypted_content: mark + sealed } : item;
  });
}

/** The items that an account can read, as it wrote them. What nobody marked is taken for its own. */
export function ownItems(items: readonly Fields[], owner: Owner, ownership: Ownership): OwnItems {
  const own = ownership.sign(owner, OF_ACCOUNT);
  let hasLost = false;
  const read = items.flatMap((item) => {
    const sealed = item['encrypted_content'];
    const [, signature, content] = (typeof sealed === 'string' && MARK.exec(sealed)) || [];
    if (signature === undefined) return [item];
    if (signature === own) return [{ ...item, encrypted_content: content }];
    hasLost = true;
    return [];
  });
  return { items: hasLost ? read.map(unbound) : read, hasLost };
}

function unbound(item: Fields): Fields {
  const { type = 'message' } = item;
  if (typeof type !== 'string' || !BOUND_TO_THOUGHTS.has(type)) return item;
  const { id: _id, ...others } = item;
  return others;
}
