/** The value that so large a share of all is not above. */
export function quantile(values, share) {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}

export const median = (values) => quantile(values, 0.5);

/** Half the way from the lowest to the highest, as a share of the median. */
export function spread(values) {
  return (Math.max(...values) - Math.min(...values)) / 2 / median(values);
}

export const rounded = (value, digits = 1) => Number(value.toFixed(digits));
