import { GatewayError } from '../../common/errors.js';
import { parseDay, parseTime } from '../../common/rfc3339.js';
import { SURFACE_NAMES } from '../../completions/call-origin.js';
import type { CallFilter } from '../../governance/ledger/call-filters.js';
import { LEDGER_OUTCOMES } from '../../governance/ledger/ledger-outcomes.js';
import { ownedModel } from '../../governance/ledger/owned-model.js';
import { isUsageGroup, USAGE_GROUPS } from '../../governance/ledger/usage-groups.js';
import type { DestinationRegistry } from '../../routing/destination.registry.js';

/** The query of a request, before it is known to be anything. */
export type Query = Readonly<Record<string, unknown>>;

const FILTERS = [
  'key',
  'user',
  'team',
  'model',
  'provider',
  'outcome',
  'session',
  'client',
  'surface',
] as const;
/** Those that have few values: another one would find nothing, as if there were nothing. */
export const FILTER_VALUES: Readonly<Record<string, readonly string[]>> = Object.freeze({
  outcome: LEDGER_OUTCOMES,
  surface: SURFACE_NAMES,
});
const WINDOW = ['from', 'to'] as const;
const PAGING = ['limit', 'after'] as const;
/** Names of models with their providers among them; of characters, whose parts in UTF-16 are up to two. */
const TEXT = /^.{1,300}$/su;
/** The id of a call: any other text would begin anew, or end. */
const CURSOR = /^[0-9a-f]{32}$/;
const DEFAULT_LIMIT = 100;
export const MAX_LIMIT = 1_000;
const MAX_GROUPS = 4;

/** @throws GatewayError `request.invalid` naming what is none of these. */
export function requireKnown(query: Query, ...names: readonly string[]): void {
  const known = [...FILTERS, ...WINDOW, ...names];
  const unknown = Object.keys(query).find((name) => !known.includes(name));
  if (unknown !== undefined) throw invalid(unknown, `is not known; known are ${known.join(', ')}`);
}

/**
 * A report of one's own is of nobody else.
 * @param own what it is about by itself.
 * @throws GatewayError `request.invalid` naming what asks for calls of another.
 */
export function requireOwn(query: Query, own: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(own)) {
    if ((textIn(query, name) ?? value) === value) continue;
    const others = 'reports below /admin tell of other calls';
    throw invalid(name, `may only be ${value} here, which is as good as left out; ${others}`);
  }
}

/** @param destinations whose models may be named with them. @throws GatewayError `request.invalid` */
export function filterIn(query: Query, destinations: Pick<DestinationRegistry, 'isProvider'>): CallFilter {
  const entries = FILTERS.map((name) => [name, oneOf(name, textIn(query, name))] as const);
  const [fromMs = null, toMs = null] = WINDOW.map((name) => timeIn(query, name));
  // No call would be in it, as if there were none.
  if (fromMs !== null && toMs !== null && fromMs >= toMs) throw invalid('to', 'has to be later than from');
  const named: Pick<CallFilter, (typeof FILTERS)[number]> = Object.fromEntries(entries);
  const { model = null, provider = null } = named;
  const isNamed = model !== null && provider === null;
  const owned = isNamed ? ownedModel(model, (id) => destinations.isProvider(id)) : null;
  return { ...named, owned, fromMs, toMs };
}

/** @throws GatewayError `request.invalid` */
export function pageIn(query: Query): { readonly limit: number; readonly after: string | null } {
  const text = textIn(query, 'limit');
  const limit = text === null ? DEFAULT_LIMIT : Number(/^\d{1,5}$/.test(text) ? text : 0);
  if (limit < 1 || limit > MAX_LIMIT)
    throw invalid('limit', `has to be a whole number from 1 to ${MAX_LIMIT}`);
  const after = textIn(query, 'after');
  if (after !== null && !CURSOR.test(after)) throw invalid('after', 'has to be next of the page before');
  return { limit, after };
}

/** How many rows are asked for; `null` = all. @throws GatewayError `request.invalid` */
export function limitIn(query: Query): number | null {
  return textIn(query, 'limit') === null ? null : pageIn({ limit: query['limit'] }).limit;
}

export const PAGE_NAMES: readonly string[] = [...PAGING, 'format'];

/** @throws GatewayError `request.invalid` */
export function groupsIn(query: Query): readonly string[] {
  const groups = (textIn(query, 'group_by') ?? '').split(',').filter((name) => name !== '');
  const wrong = groups.find((name) => !isUsageGroup(name));
  if (wrong !== undefined || groups.length > MAX_GROUPS || new Set(groups).size < groups.length)
    throw invalid('group_by', `has to be up to ${MAX_GROUPS} of ${USAGE_GROUPS.join(', ')} and tag.<name>`);
  return groups;
}

function oneOf(name: string, value: string | null): string | null {
  const values = FILTER_VALUES[name];
  if (value === null || !values || values.includes(value)) return value;
  throw invalid(name, `has to be one of ${values.join(', ')}`);
}

function timeIn(query: Query, name: string): number | null {
  const text = textIn(query, name);
  if (text === null) return null;
  const ms = parseDay(text) ?? parseTime(text);
  if (ms === null) throw invalid(name, 'has to be a day or a time of RFC 3339, such as 2026-11-29T00:00:00Z');
  return ms;
}

function textIn(query: Query, name: string): string | null {
  const value = query[name];
  if (value === undefined || value === '') return null;
  if (typeof value !== 'string' || !TEXT.test(value)) throw invalid(name, 'has to be one text');
  return value;
}

function invalid(param: string, words: string): GatewayError {
  return new GatewayError('request.invalid', `${param} ${words}.`, { param, fault: 'wrong_value' });
}
