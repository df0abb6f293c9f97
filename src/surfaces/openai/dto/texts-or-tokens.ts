import { MAX_INPUTS } from '../input-checks.js';

const TOKENS = { type: 'array', minItems: 1, items: { type: 'integer', minimum: 0 } } as const;

/** What the document says of tokens in place of a text, or of an array of either. */
const LISTS = [
  { type: 'array', minItems: 1, maxItems: MAX_INPUTS, items: { type: 'string' } },
  TOKENS,
  { type: 'array', minItems: 1, maxItems: MAX_INPUTS, items: TOKENS },
] as const;

/** The same with a text. */
export const TEXTS_OR_TOKENS = { oneOf: [{ type: 'string', minLength: 1 }, ...LISTS] } as const;

/** Of which the text may be empty, and `null` says the same. */
export const PROMPT = { oneOf: [{ type: 'string', nullable: true }, ...LISTS] } as const;
