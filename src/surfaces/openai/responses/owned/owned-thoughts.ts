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
  const mark = markOf(owner, ownership);
  return items.map((item) => {
    const sealed = isObject(item) ? item['encrypted_content'] : null;
    return typeof sealed === 'string' ? { ...item, encrypted_content: mark + sealed } : item;
  });
}

/** The same in the JSON that its provider wrote, all else as it stands there; `null` = it has other letters there. */
export function withMarks(
  text: string,
  items: readonly unknown[],
  { owner, ownership }: { readonly owner: Owner; readonly ownership: Ownership },
): string | null {
  const mark = markOf(owner, ownership);
  const all = items.flatMap((item) => (isObject(item) ? (item['encrypted_content'] ?? []) : []));
  let marked = text;
  for (const sealed of new Set(all.filter((one) => typeof one === 'string'))) {
    const pieces = marked.split(JSON.stringify(sealed));
    if (pieces.length !== 2 || !BEFORE_SEAL.test(pieces[0] ?? '')) return null;
    marked = pieces.join(JSON.stringify(mark + sealed));
  }
  return marked;
}

const BEFORE_SEAL = /"encrypted_content"\s*:\s*$/;

function markOf(owner: Owner, ownership: Ownership): string {
  return `tollgate.account.1.${ownership.mark(owner, OF_ACCOUNT)}.`;
}

/** The items that an account can read, as it wrote them. What nobody marked is taken for its own. */
export function ownItems(items: readonly Fields[], owner: Owner, ownership: Ownership): OwnItems {
  const own = ownership.mark(owner, OF_ACCOUNT);
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
