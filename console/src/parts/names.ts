/** A text from an address may have been written by a stranger, and these end up in commands that people paste. */
const PLAIN = /^[\w./:@+~-]{1,200}$/;

/** @returns `fallback` for what is no name of a model, or of a key. */
export function plainName(name: string | null, fallback: string): string {
  return name !== null && PLAIN.test(name) ? name : fallback;
}
