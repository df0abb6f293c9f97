import type { OperatorPrices } from './provider-definition.js';

/** Prices that go before those of the operator's file, as soon as they are known. */
export interface PriceOverlay {
  /** @param own of the file; left out = it has none of this provider. */
  of(providerId: string, own: OperatorPrices | undefined): OperatorPrices;
}

export const PRICE_OVERLAY = Symbol('PRICE_OVERLAY');
