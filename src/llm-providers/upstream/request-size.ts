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

const TOO_DEAR =
  /\b(?:fewer|lower|smaller|less|reduce(?: the| your)?) `?max_(?:completion_|output_)?tokens\b|\bcan only afford\b|\b(?:can ?not|can['’]t) afford (?:this|the) (?:request|call|prompt|generation)\b|\bprompt tokens limit exceeded\b|\b(?:estimated|maximum|expected) cost\b.{0,80}\bexceeds?\b|\b(?:request|call)(?:['’]s)? (?:would )?costs? (?:more than|too much)\b/i;
/** An account that affords nothing affords no other request either. */
const AFFORDS_NOTHING = /\bcan only afford (?:-|0\b(?!\.\d))/i;

/**
 * A refusal for want of credit that asks for a smaller request: the account may cover others. OpenRouter tells it with
 * status 402 (read 2026-11-28): "This request requires more credits, or fewer max_tokens. You requested up to 65536
 * tokens, but can only afford 3203", "Prompt tokens limit exceeded: 9000 > 5000".
 *
 * @param text on one line.
 */
export function isAboutItsCost(text: string): boolean {
  return TOO_DEAR.test(text) && !AFFORDS_NOTHING.test(text);
}
