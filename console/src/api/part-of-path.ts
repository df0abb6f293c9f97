/** Means another place in an address, or looks like what stands for that: the gateway decodes it once more. */
const DOTS = /^(?:\.|%(?:25)*2e){1,2}$/i;

/** A name as a part of an address; browsers resolve `..` in each of its spellings. */
export function partOfPath(name: string): string {
  const once = DOTS.test(name) ? encodeURIComponent(name).replaceAll('.', '%2e') : name;
  return encodeURIComponent(once);
}
