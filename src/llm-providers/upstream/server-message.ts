/** A longer one may be an answer. */
const MAX_BYTES = 120;

/** One line of words, numbers and the signs of an address. */
const LINE = /^[\w .,:;/?=&%+()#!-]+$/;

/** What servers, proxies and firewalls say in place of an answer; sentences of other kinds have none of these. */
const WORDS = new RegExp(
  [
    String.raw`^(?:HTTP )?[1-5]\d\d$`,
    String.raw`^(?:[1-5]\d\d:? )?(?:ok|healthy|error|forbidden|unauthorized|blocked|not found)[.!]?$`,
    String.raw`\b(?:page|route|path|endpoint|resource|model|method) not (?:found|allowed)\b`,
    String.raw`\b(?:bad gateway|gateway time-?out|service unavailable|bad request|too many requests)\b`,
    String.raw`\b(?:access denied|rate limit|internal server error|default backend|no healthy upstream)\b`,
    String.raw`\b(?:upstream|backend|proxy|server|connection|connect|ssl|tls|http)(?: \w+)? (?:error|failed|failure|refused|reset|timed out|timeout)\b`,
  ].join('|'),
  'i',
);

/** The short message of a server that was no provider's answer, in plain text; `null` = it may be an answer. */
export function serverMessage({ text, bytes }: { text: string; bytes?: number }): string | null {
  const line = text.trim();
  const isShort = (bytes ?? line.length) <= MAX_BYTES && line.length <= MAX_BYTES;
  return isShort && LINE.test(line) && WORDS.test(line) ? line : null;
}
