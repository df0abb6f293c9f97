import type { Random } from '../../common/random.js';

/**
 * All of them, in an order that is drawn: each stands first as often as its share of the weights says, and the rest
 * follows by the same rule.
 *
 * @param weightOf above 0.
 */
export function weightedOrder<T>(items: readonly T[], weightOf: (item: T) => number, random: Random): T[] {
  const left = [...items];
  const order: T[] = [];
  while (left.length > 0) {
    const total = left.reduce((sum, item) => sum + weightOf(item), 0);
    let draw = random() * total;
    const drawn = left.findIndex((item) => (draw -= weightOf(item)) < 0);
    // Rounding may leave a last crumb that belongs to no target.
    order.push(...left.splice(drawn === -1 ? left.length - 1 : drawn, 1));
  }
  return order;
}
