/** So many characters of a key in a row give it away, or could be tried out. */
const SHORTEST_PIECE = 8;

/** The text without any long piece of the key, whatever the case of its letters. */
export function redactKey(text: string, key: string | null): string {
  if (key === null) return text;
  const [haystack, needle] = [text.toLowerCase(), key.toLowerCase()];
  const piece = Math.min(SHORTEST_PIECE, needle.length);
  let redacted = '';
  for (let start = 0; start < text.length;) {
    let end = start + piece;
    if (end > text.length || !needle.includes(haystack.slice(start, end))) {
      redacted += text[start];
      start += 1;
      continue;
    }
    while (end < text.length && needle.includes(haystack.slice(start, end + 1))) end += 1;
    redacted += '[key]';
    start = end;
  }
  return redacted;
}
