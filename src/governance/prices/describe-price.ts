import type { DatedPrice } from '../../pricing/price-book.js';

/** A price as administrators are shown it. */
export function describePrice({
  id,
  provider,
  model,
  validFromMs,
  createdAtMs,
  createdBy,
  price,
}: DatedPrice) {
  const { version: _ofRows, ...amounts } = price;
  return {
    id,
    provider,
    model,
    valid_from: new Date(validFromMs).toISOString(),
    ...amounts,
    created_at: new Date(createdAtMs).toISOString(),
    created_by: createdBy,
  };
}
