import type { CompletionUsage } from './canonical.js';

/** The usual ratio of English text and code; providers whose tokenizer differs say so in their definition. */
const USUAL_CHARACTERS_PER_TOKEN = 4;

interface SeenCharacters {
  /** Of the whole request, as far as it is text. */
  readonly inputCharacters: number;
  /** Of what had come of the answer: words, thoughts, arguments of tool calls. */
  readonly outputCharacters: number;
  /** More than 0. */
  readonly charactersPerToken?: number;
}

/**
 * Counts in place of those that the provider did not report, from the characters that were seen; a part of a token
 * counts as one. It is an estimate: the one who hands it on marks it as such.
 */
export function estimateUsage({
  inputCharacters,
  outputCharacters,
  charactersPerToken = USUAL_CHARACTERS_PER_TOKEN,
}: SeenCharacters): CompletionUsage {
  const input = Math.ceil(inputCharacters / charactersPerToken);
  const output = Math.ceil(outputCharacters / charactersPerToken);
  return { prompt_tokens: input, completion_tokens: output, total_tokens: input + output };
}
