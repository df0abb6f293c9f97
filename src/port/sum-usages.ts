import { isObject, type Fields } from '../common/fields.js';
import type { CompletionUsage } from './canonical.js';
import { isTokenCount } from './token-count.js';

/**
 * What several attempts took together, count by count, those of the details among them. A count that only some of
 * them reported is the sum of those; an attempt without usage adds nothing; `null` = none has any.
 *
 * The usage of one attempt comes back as it is. In a sum of several only counts of tokens stand: what else a provider
 * writes beside them, such as a cost, is about its own attempt.
 */
export function sumUsages(usages: readonly (CompletionUsage | null)[]): CompletionUsage | null {
  const known = usages.filter((usage) => usage !== null);
  const [first = null, ...others] = known;
  if (others.length === 0) return first;
  return known.map(countsIn).reduce(added) as unknown as CompletionUsage;
}

/** Its counts of tokens, and its groups of them. */
function countsIn(fields: object): Fields {
  const entries = Object.entries(fields).flatMap(([name, value]): [string, unknown][] => {
    if (name.endsWith('_tokens')) return isTokenCount(value) ? [[name, value]] : [];
    return name.endsWith('_tokens_details') && isObject(value) ? [[name, countsIn(value)]] : [];
  });
  return Object.fromEntries(entries);
}

function added(one: Fields, other: Fields): Fields {
  const sums = Object.entries(other).map(([name, value]): [string, unknown] => {
    const known = one[name];
    if (isObject(value)) return [name, added(isObject(known) ? known : {}, value)];
    return [name, Number(known ?? 0) + Number(value)];
  });
  return { ...one, ...Object.fromEntries(sums) };
}
