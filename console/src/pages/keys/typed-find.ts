/** What an address says of what is typed to find keys: of a key that is pasted, its beginning alone, which tells it. */
export function typedFind(text: string): string {
  return /tg_\w{8}(?=_)/.exec(text)?.[0] ?? text;
}
