/** OpenRouter and Requesty put the cost of a call into its usage, in US dollars. */
export function costOfUsage(usage: object): string | null {
  const { cost } = usage as { cost?: unknown };
  return typeof cost === 'number' && Number.isFinite(cost) && cost >= 0 ? toDecimal(cost) : null;
}

/** Without an exponent, to the trillionth of a dollar. */
function toDecimal(value: number): string {
  return value.toFixed(12).replace(/\.?0+$/, '');
}
