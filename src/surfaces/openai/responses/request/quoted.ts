/** A word of the caller's, as it is repeated to him: whatever is no plain word is not. */
export function quoted(word: unknown): string {
  return typeof word === 'string' && /^[\w.-]{1,60}$/.test(word) ? `'${word}'` : 'another kind';
}
