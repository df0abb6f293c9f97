import { redactKeys } from './redact-key.js';
import type { CompletionRequest } from '../../port/canonical.js';

const MAX_CHARACTERS = 400;
/** Windows of 16 characters at every 8th find whatever 24 characters in a row have in common with a prompt. */
const WINDOW = 16;
const STRIDE = 8;
const SHORTEST_QUOTE = 4;
const KEY_LIKE = /\b(?:(?:sk|pk|rk|key|token)[-_][\w*.…-]{6,}|bearer\s+\S{8,})/gi;

/** Stars or dots, and the end of a key that a provider has masked itself. */
const MASKED_REST = /\[key\][*.…]{2,}\w{0,8}/g;

/**
 * A provider's own words about a refused request, fit to be shown: one short line without the key, without anything
 * that looks like one, and nothing at all (`null`) if it quotes the prompt.
 */
export function scrubProviderMessage(
  message: unknown,
  keys: readonly string[],
  request: CompletionRequest,
): string | null {
  if (typeof message !== 'string') return null;
  const bare = message.slice(0, 10 * MAX_CHARACTERS).replace(KEY_LIKE, '[key]');
  const line = fold(redactKeys(bare, keys).replace(MASKED_REST, '[key]'));
  const short = line.length > MAX_CHARACTERS ? `${line.slice(0, MAX_CHARACTERS)}…` : line;
  if (short === '') return null;
  // A prompt may be quoted in escapes, which are longer than what they stand for.
  const decoded = fold(decodeEscapes(bare)).slice(0, 2 * MAX_CHARACTERS);
  return [short, decoded].some((text) => quotesPrompt(text, request)) ? null : short;
}

/** `\u60a3`, `\xe9`, `&#233;`, `%C3%A9` and the like, as JSON, Python, HTML and addresses write characters. */
function decodeEscapes(text: string): string {
  return text
    .replace(/\\+u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    .replace(/\\+x([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    .replace(/&#x([0-9a-f]{1,5});/gi, (_, code: string) => String.fromCodePoint(parseInt(code, 16)))
    .replace(/&#(\d{1,6});/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/(?:%[0-9a-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll('%', ''), 'hex').toString('utf8'))
    .replace(/\\+(["'])/g, '$1');
}

/** True if the line holds a whole message of the request, or a long piece of one. */
function quotesPrompt(line: string, request: CompletionRequest): boolean {
  const quoted = line.toLowerCase();
  const texts = request.messages.flatMap(({ content }) => textsOf(content));
  // A text of a few characters gives nothing away, and stands in many messages by chance.
  return texts
    .filter((text) => text.trim().length >= SHORTEST_QUOTE)
    .some((text) => sharesText(quoted, fold(text).toLowerCase()));
}

function sharesText(quoted: string, text: string): boolean {
  if (text.length < WINDOW + STRIDE) return quoted.includes(text);
  for (let start = 0; start + WINDOW <= quoted.length; start += STRIDE) {
    if (text.includes(quoted.slice(start, start + WINDOW))) return true;
  }
  return false;
}

/** On one line: blanks, line ends and control characters in a row, escaped ones too, become one space. */
function fold(text: string): string {
  return text.replace(/(?:[\s\p{Cc}\p{Cf}]|\\[nrt])+/gu, ' ').trim();
}

function textsOf(content: unknown): string[] {
  if (typeof content === 'string') return [content];
  if (!Array.isArray(content)) return [];
  return content.flatMap((part: { text?: unknown }) => (typeof part.text === 'string' ? [part.text] : []));
}
