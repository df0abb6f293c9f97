import { setImmediate as nextTurn } from 'node:timers/promises';
import { O200K_TOKEN_SPLIT_REGEX } from 'gpt-tokenizer/encodingParams/constants';
import { BytePairEncoder, MAX_ENCODED_CHARACTERS } from './byte-pair-encoder.js';
import { TokenVocabulary } from './token-vocabulary.js';

/** Some 16,000 characters, a few milliseconds, between two turns of the event loop. */
const WINDOWS_PER_TURN = 16;

/** The beginning of a text, cut at a number of tokens. */
export interface TokenPrefix {
  /** Ends with a whole character, so it may hold a little less than its tokens do. */
  readonly text: string;
  /** Tokens spent on it; the limit itself where the text was cut. */
  readonly tokens: number;
  readonly isWhole: boolean;
}

/**
 * Tokens of `text` in `o200k_base`, the encoding of OpenAI's models since gpt-4o; vocabulary and splitting rule are
 * those of gpt-tokenizer 4.0.0, read at the first call. Counted in windows of 1,024 characters, which puts 0.3 %
 * on top of prose. Blocks for as long as it counts, about 0.2 s per million characters: for short texts.
 */
export function countTokens(text: string): number {
  let tokens = 0;
  for (const window of windowsOf(text)) tokens += encoder().tokenByteLengths(window).length;
  return tokens;
}

/**
 * As `countTokens`, for texts of any length: other work gets its turn in between.
 * @throws the signal's reason, once it is aborted.
 */
export async function countTokensAsync(text: string, signal: AbortSignal): Promise<number> {
  const { tokens } = await takeTokens(text, Infinity, signal);
  return tokens;
}

/**
 * The longest beginning of `text` that `limit` tokens hold.
 * @throws the signal's reason, once it is aborted.
 */
export async function takeTokens(text: string, limit: number, signal: AbortSignal): Promise<TokenPrefix> {
  let tokens = 0;
  let characters = 0;
  let windows = 0;
  signal.throwIfAborted();
  for (const window of windowsOf(text)) {
    const byteLengths = encoder().tokenByteLengths(window);
    if (tokens + byteLengths.length > limit) {
      const byteLimit = byteLengths.slice(0, limit - tokens).reduce((sum, length) => sum + length, 0);
      const end = characters + charactersWithin(window, byteLimit);
      return { text: text.slice(0, end), tokens: limit, isWhole: false };
    }
    tokens += byteLengths.length;
    characters += window.length;
    if (++windows % WINDOWS_PER_TURN === 0) await nextTurn();
    signal.throwIfAborted();
  }
  return { text, tokens, isWhole: true };
}

function* windowsOf(text: string): Generator<string> {
  for (let start = 0; start < text.length;) {
    const end = endOfCharacter(text, start + MAX_ENCODED_CHARACTERS);
    yield text.slice(start, end);
    start = end;
  }
}

/** `end`, or one less where it would part a surrogate pair; never beyond the text. */
export function endOfCharacter(text: string, end: number): number {
  if (end >= text.length) return text.length;
  const isInsidePair = (text.codePointAt(end - 1) ?? 0) > 0xffff;
  return isInsidePair ? end - 1 : end;
}

/** How many UTF-16 code units of whole characters `byteLimit` bytes of UTF-8 hold. */
function charactersWithin(text: string, byteLimit: number): number {
  let bytes = 0;
  let characters = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > byteLimit) break;
    characters += character.length;
  }
  return characters;
}

let loadedEncoder: BytePairEncoder | null = null;

// loaded by the first count and not before: a gateway that never counts does not pay for it
function encoder(): BytePairEncoder {
  loadedEncoder ??= new BytePairEncoder(
    TokenVocabulary.fromTiktokenFile(require.resolve('gpt-tokenizer/data/o200k_base.tiktoken')),
    O200K_TOKEN_SPLIT_REGEX,
  );
  return loadedEncoder;
}
