import { GatewayError } from '../../common/errors.js';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1_000;

/** What a list is asked for: so many, behind that one. */
export interface PageQuery {
  readonly limit?: string;
  readonly after?: string;
}

/** A list in pages. */
export interface Page<Entry> {
  readonly data: readonly Entry[];
  /** What `after` has to be for the next page; `null` = this is the last. */
  readonly next: string | null;
}

/** @throws GatewayError `request.invalid` */
export function limitOf({ limit }: PageQuery): number {
  if (limit === undefined) return DEFAULT_LIMIT;
  const number = /^\d{1,4}$/.test(limit) ? Number(limit) : 0;
  if (number >= 1 && number <= MAX_LIMIT) return number;
  throw new GatewayError('request.invalid', `limit has to be a whole number from 1 to ${MAX_LIMIT}.`, {
    param: 'limit',
    fault: 'wrong_value',
  });
}

/** @param entries one more than fit on the page, where there are more. */
export function pageOf<Entry, Shown>(
  entries: readonly Entry[],
  limit: number,
  { idOf, show }: { readonly idOf: (entry: Entry) => string; readonly show: (entry: Entry) => Shown },
): Page<Shown> {
  const shown = entries.slice(0, limit);
  const last = shown.at(-1);
  const next = entries.length > limit && last !== undefined ? idOf(last) : null;
  return { data: shown.map(show), next };
}
