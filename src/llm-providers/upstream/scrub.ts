import { holdsEncodedKey } from './encoded-key.js';
import { fold } from './folded-characters.js';
import { isPrivate } from './quoted-texts.js';
import { quotesRequest, searchInTurns } from './quotes-request.js';
import { redactKeys } from './redact-key.js';

const MAX_CHARACTERS = 400;
/** What a report itself calls a quote may be shorter than other texts that hide a message. */
const SHORTEST_QUOTE = 4;
const KEY_LIKE = /\b(?:(?:sk|pk|rk|key|token)[-_][\w*.…-]{6,}|bearer\s+\S{8,})/gi;

/** Stars or dots, and the end of a key that a provider has masked itself. */
const MASKED_REST = /\[key\][*.…]{2,}\w{0,8}/g;

/**
 * A provider's own words about a refused request, fit to be shown: one short line without the key, without anything
 * that looks like one, and nothing at all (`null`) if it holds the key in other letters or quotes a text of the request,
 * or if the request is too large to be searched (`quotesRequest`). Never throws, whatever the request is made of.
 *
 * @param quotedInput what the report says that it quotes of the request.
 */
export function scrubProviderMessage(
  message: unknown,
  keys: readonly string[],
  request: unknown,
  quotedInput?: unknown,
): string | null {
  const fit = withoutKeys(message, keys);
  if (fit === null || holdsQuote(fit.join('\n'), quotedInput)) return null;
  return mayQuote(fit) && quotesRequest(fit, request) ? null : fit[0];
}

/**
 * Searches a large request for the same message beforehand, while other work has its turn.
 *
 * @param message a provider's own words.
 */
export async function searchForMessage(
  message: string | null,
  keys: readonly string[],
  request: object,
): Promise<void> {
  const fit = withoutKeys(message, keys);
  if (fit !== null && mayQuote(fit)) await searchInTurns(fit, request);
}

/** One short line, the same with what was escaped in it, and that with what looks like a key, as it came. */
type FitLines = readonly [shown: string, decoded: string, asItCame: string];

/** `null` = there is nothing that is fit to be shown. */
function withoutKeys(message: unknown, keys: readonly string[]): FitLines | null {
  if (typeof message !== 'string') return null;
  const read = message.slice(0, 10 * MAX_CHARACTERS);
  const bare = read.replace(KEY_LIKE, '[key]');
  const redacted = redactKeys(bare, keys);
  // Before a part of the key is masked: the rest of it, in other letters, may be too short to be known.
  if (holdsEncodedKey(read, keys) || holdsEncodedKey(redacted, keys)) return null;
  const line = fold(redacted.replace(MASKED_REST, '[key]'));
  const short = line.length > MAX_CHARACTERS ? `${line.slice(0, MAX_CHARACTERS)}…` : line;
  if (short === '') return null;
  // A prompt may be quoted in escapes, which are longer than what they stand for.
  const decoded = fold(decodeEscapes(bare)).slice(0, 2 * MAX_CHARACTERS);
  // What looks like a key in it may be a part of the prompt: only with that it is found.
  return [short, decoded, bare === read ? decoded : fold(decodeEscapes(read))];
}

/** A single word gives nothing away: most names of failures need no search. */
function mayQuote([shown]: FitLines): boolean {
  return isPrivate(shown);
}

function holdsQuote(text: string, quote: unknown): boolean {
  if (typeof quote !== 'string') return false;
  const folded = fold(quote);
  return folded.length >= SHORTEST_QUOTE && text.toLowerCase().includes(folded.toLowerCase());
}

/** `\u60a3`, `\xe9`, `&#233;`, `%C3%A9` and the like, as JSON, Python, HTML and addresses write characters. */
function decodeEscapes(text: string): string {
  return text
    .replace(/\\{1,8}u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    .replace(/\\{1,8}x([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    .replace(/&#x([0-9a-f]{1,5});/gi, (_, code: string) => character(parseInt(code, 16)))
    .replace(/&#(\d{1,6});/g, (_, code: string) => character(Number(code)))
    .replace(/(?:%[0-9a-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll('%', ''), 'hex').toString('utf8'))
    .replace(/\\{1,8}(["'])/g, '$1');
}

/** Beyond the last character there is none. */
function character(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}
