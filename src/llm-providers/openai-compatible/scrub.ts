import type { CompletionRequest } from '../port/canonical.js';

const MAX_CHARACTERS = 400;
/** Windows of 16 characters at every 8th find whatever 24 characters in a row have in common with a prompt. */
const WINDOW = 16;
const STRIDE = 8;
const KEY_LIKE = /\b(?:sk|pk|rk|key|token|bearer)[-_ ][\w*.…-]{6,}/gi;

/**
 * A provider's own words about a refused request, fit to be shown: one short line without the key, without anything
 * that looks like one, and nothing at all (`null`) if it quotes the prompt.
 */
export function scrubProviderMessage(
  message: unknown,
  apiKey: string | null,
  request: CompletionRequest,
): string | null {
  if (typeof message !== 'string') return null;
  const bare = apiKey ? message.replaceAll(apiKey, '[key]') : message;
  const line = bare
    .slice(0, 10 * MAX_CHARACTERS)
    .replace(KEY_LIKE, '[key]')
    // oxlint-disable-next-line no-control-regex -- control characters are what has to go
    .replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ')
    .trim();
  const short = line.length > MAX_CHARACTERS ? `${line.slice(0, MAX_CHARACTERS)}…` : line;
  return short === '' || quotesPrompt(short, request) ? null : short;
}

/** True if the line holds a whole message of the request, or a long piece of one. */
function quotesPrompt(line: string, request: CompletionRequest): boolean {
  const texts = request.messages.flatMap(({ content }) => textsOf(content));
  return texts.some((text) => {
    if (text.length <= WINDOW) return text.trim().length > 3 && line.includes(text);
    for (let start = 0; start + WINDOW <= line.length; start += STRIDE) {
      if (text.includes(line.slice(start, start + WINDOW))) return true;
    }
    return false;
  });
}

function textsOf(content: unknown): string[] {
  if (typeof content === 'string') return [content];
  if (!Array.isArray(content)) return [];
  return content.flatMap((part: { text?: unknown }) => (typeof part.text === 'string' ? [part.text] : []));
}
