import { MAX_INPUTS } from '../input-checks.js';

const TOKENS = { type: 'array', minItems: 1, items: { type: 'integer', minimum: 0 } } as const;

/** What the document says of a text, tokens in its place, or an array of either. */
export const TEXTS_OR_TOKENS = {
  oneOf: [
    { type: 'string', minLength: 1 },
    { type: 'array', minItems: 1, maxItems: MAX_INPUTS, items: { type: 'string' } },
    TOKENS,
    { type: 'array', minItems: 1, maxItems: MAX_INPUTS, items: TOKENS },
  ],
} as const;
