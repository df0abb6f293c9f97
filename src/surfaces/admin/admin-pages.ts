import { GatewayError } from '../../common/errors.js';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1_000;
/** As long as names may be; of characters, whose parts in UTF-16 are up to two. */
const TEXT = /^\P{Cc}{1,200}$/u;

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

/** Which page of a list. */
export interface AskedPage {
  readonly limit: number;
  /** `null` = from the first on. */
  readonly after: string | null;
}

/**
 * @param filters what else the list may be asked for: a filter that does nothing would show what was not meant.
 * @throws GatewayError `request.invalid`
 */
export function pageIn(query: PageQuery, ...filters: readonly string[]): AskedPage {
  requireKnown(query, [...filters, 'limit', 'after']);
  return { limit: limitIn(query), after: textIn('after', query.after) };
}

/** Of a list without pages, how much of it is asked for. @throws GatewayError `request.invalid` */
export function limitAloneIn(query: Pick<PageQuery, 'limit'>): number {
  requireKnown(query, ['limit']);
  return limitIn(query);
}

function requireKnown(query: object, known: readonly string[]): void {
  const unknown = Object.keys(query).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw invalid(unknown, `is not known; ${known.length > 1 ? 'known are' : 'known is'} ${known.join(', ')}`);
}

/** One text of a query; `null` = it is not there. @throws GatewayError `request.invalid` */
export function textIn(param: string, value: unknown): string | null {
  if (value === undefined || value === '') return null;
  if (typeof value === 'string' && TEXT.test(value)) return value;
  throw invalid(param, 'has to be one text');
}

function limitIn({ limit }: Pick<PageQuery, 'limit'>): number {
  if (limit === undefined) return DEFAULT_LIMIT;
  const number = /^\d{1,4}$/.test(limit) ? Number(limit) : 0;
  if (number >= 1 && number <= MAX_LIMIT) return number;
  throw invalid('limit', `has to be a whole number from 1 to ${MAX_LIMIT}`);
}

function invalid(param: string, words: string): GatewayError {
  return new GatewayError('request.invalid', `${param} ${words}.`, { param, fault: 'wrong_value' });
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
