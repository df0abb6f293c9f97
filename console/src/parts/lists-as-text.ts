/** `a, b` as a list. */
export function listIn(text: string): readonly string[] {
  return text.split(',').flatMap((each) => each.trim() || []);
}

export function textOfList(list: readonly string[] | undefined): string {
  return (list ?? []).join(', ');
}

/** `project=apollo, env=ci` as names and values; what has no `=` has an empty value, which the gateway refuses. */
export function pairsIn(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    listIn(text).map((pair) => {
      const at = pair.indexOf('=');
      return at < 0 ? [pair, ''] : [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    }),
  );
}

export function textOfPairs(pairs: Readonly<Record<string, unknown>> | undefined): string {
  return Object.entries(pairs ?? {})
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(', ');
}
