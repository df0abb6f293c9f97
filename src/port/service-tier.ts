/** Services below the usual price: where it is not known how far, the usual price bounds what they cost. */
const CHEAPER_TIERS: readonly string[] = ['batch', 'flex'];
/** Those whose price is not the usual one, at any provider. OpenAI calls its `fast` `priority`; Anthropic has both. */
const BILLED_APART: ReadonlySet<string> = new Set([
  ...CHEAPER_TIERS,
  'fast',
  'performance',
  'priority',
  'scale',
]);

/** A name of a service in small letters, where its price may be another than the usual one; `null` = it is none. */
export function tierBilledApart(value: unknown): string | null {
  const name = typeof value === 'string' ? value.toLowerCase() : '';
  return BILLED_APART.has(name) ? name : null;
}

/** Where a provider answers from anywhere, at its usual price; Anthropic says `not_available` of models without regions. */
const USUAL_REGIONS: ReadonlySet<string> = new Set(['', 'global', 'not_available']);

const REGION = /^[a-z0-9_-]{1,40}$/;

/** A region in small letters, where its price may be another than the usual one; `null` = it is none. What is no name is `unknown`. */
export function regionBilledApart(value: unknown): string | null {
  const name = typeof value === 'string' ? value.toLowerCase() : '';
  if (USUAL_REGIONS.has(name)) return null;
  return REGION.test(name) ? name : 'unknown';
}

/** Its tokens cost no more than usual. */
export function isCheaperTier(tier: string): boolean {
  return CHEAPER_TIERS.includes(tier);
}
