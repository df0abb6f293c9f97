const TOO_LARGE =
  /\brequest (?:is |was )?too large\b|\bmaximum (?:context|prompt|input)\b|\bcontext (?:length|window|size)\b|\b(?:prompt|input|message) is too (?:long|large)\b|\breduce your message size\b/i;
const LIMIT_AND_REQUESTED = /\blimit(?: is|:)? *(\d[\d,]{0,15})[^.]{0,80}?\brequested:? *(\d[\d,]{0,15})/i;

/**
 * A limit of rate that this one request exceeds by itself: no pause and no other key of the same kind mends it. Groq and
 * OpenAI tell it with status 429: "Request too large for model … Limit 6000, Requested 9000".
 *
 * @param text on one line.
 */
export function isAboutItsSize(text: string): boolean {
  const [, limit, requested] = LIMIT_AND_REQUESTED.exec(text) ?? [];
  if (limit === undefined || requested === undefined) return TOO_LARGE.test(text);
  // A limit of 0 is that of an account without a quota.
  return countOf(limit) > 0 && countOf(requested) > countOf(limit);
}

function countOf(digits: string): number {
  return Number(digits.replaceAll(',', ''));
}
