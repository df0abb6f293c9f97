const text = { type: 'string' };
const nullableText = { type: 'string', nullable: true };
/** How a budget stands, in the document. */
export const STANDING_BUDGET = {
  type: 'object',
  required: ['scope', 'budget_usd', 'per', 'spent_usd', 'reserved_usd', 'remaining_usd', 'resets_at'],
  properties: {
    scope: { ...text, description: 'key, team, user, everything or selector:…' },
    budget_usd: text,
    per: text,
    spent_usd: text,
    reserved_usd: text,
    remaining_usd: text,
    resets_at: nullableText,
  },
};

/** The same of a limit. */
export const STANDING_LIMIT = {
  type: 'object',
  required: ['scope', 'kind', 'limit', 'remaining', 'resets_at'],
  properties: {
    scope: text,
    kind: { ...text, enum: ['requests', 'tokens', 'concurrent'] },
    limit: { type: 'integer' },
    per: nullableText,
    model: nullableText,
    remaining: { type: 'integer' },
    resets_at: text,
  },
};
