import type { OperatorPrices } from '../port/provider-definition.js';

/**
 * The name by which an answer is priced: that of the model that answered. Where the operator priced the model that was
 * asked for, and not that name, such as one of a dated snapshot, it is that of the model that was asked for.
 */
export function pricedName(
  prices: OperatorPrices | undefined,
  { answered, asked }: { readonly answered: string; readonly asked: string },
  atMs: number,
): string {
  return prices && !prices.has(answered, atMs) && prices.has(asked, atMs) ? asked : answered;
}
