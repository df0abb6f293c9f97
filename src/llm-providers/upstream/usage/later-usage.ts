import { isObject, type Fields } from '../../../common/fields.js';
import { fromMembersOf } from '../../../common/written-numbers.js';
import { tokenCountIn } from '../../../port/token-count.js';

/** Details stand one level below the counts; what is nested deeper is taken as it comes. */
const MAX_DEPTH = 3;
/** Providers write a dozen. What comes with ever new names would be copied whole each time it grows. */
const MAX_FIELDS = 128;

/**
 * What a stream has reported so far, in the provider's own words, with a later report put over it. Reports count the
 * whole answer, and a later one replaces an earlier one only where it says more: `null`, 0 and what is empty overwrite
 * nothing. A report that counts less than is known already (some servers end with the counts of the last chunk) adds
 * what was missing and lowers no count. Neither value is changed.
 *
 * @param later whatever stands where usage is expected; what is no object says nothing.
 */
export function laterUsage(earlier: Fields, later: unknown): Fields {
  if (!isObject(later)) return earlier;
  return merged(earlier, later, { isComplete: weightOf(later) >= weightOf(earlier), depth: 0 });
}

interface Merge {
  /** The later report counts at least as much as the earlier one: its counts hold. */
  readonly isComplete: boolean;
  readonly depth: number;
}

type Entry = [name: string, value: unknown];

/** Of `MAX_FIELDS` names at most. */
function merged(earlier: Fields, later: Fields, merge: Merge): Fields {
  const known = Object.keys(earlier).length;
  const [replaced, added] = [[], []] as [Entry[], Entry[]];
  for (const entry of Object.entries(later)) {
    if (saysSomething(entry[1])) (Object.hasOwn(earlier, entry[0]) ? replaced : added).push(entry);
  }
  const news = [...replaced, ...added.slice(0, Math.max(0, MAX_FIELDS - known))];
  const entries = news.map(([name, value]): Entry => {
    return [name, Object.hasOwn(earlier, name) ? richer(earlier[name], value, merge) : value];
  });
  return { ...earlier, ...fromMembersOf(later, entries) };
}

function richer(earlier: unknown, later: unknown, { isComplete, depth }: Merge): unknown {
  if (isObject(earlier) && isObject(later) && depth < MAX_DEPTH) {
    return merged(earlier, later, { isComplete, depth: depth + 1 });
  }
  const [before, now] = [tokenCountIn(earlier), tokenCountIn(later)];
  if (typeof earlier === 'number' && earlier > 0 && now === 0) return earlier; // a part of a dollar is no count
  if (before === null || now === null) return later;
  return now > 0 && (isComplete || now > before) ? later : earlier;
}

/** False for what stands there without a value. */
export function saysSomething(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isObject(value)) return Object.keys(value).length > 0;
  return value !== null && value !== undefined && value !== '';
}

/** To compare reports by: cumulative counts only grow. */
function weightOf(usage: Fields): number {
  return Object.values(usage).reduce<number>((sum, value) => sum + (tokenCountIn(value) ?? 0), 0);
}
