import type { Finder, Span } from './redactor.js';

/** Finds texts that are known, as they are and as they stand in JSON, in addresses and in base64. */
export function knownSecrets(secrets: readonly string[]): Finder {
  const spellings = [...new Set(secrets.filter((secret) => secret !== '').flatMap(spellingsOf))];
  return (text) => spellings.flatMap((spelling) => placesOf(spelling, text));
}

/** Finds what looks as a pattern says. @param pattern of one that takes no longer than its text; global. */
export function looksLike(pattern: RegExp): Finder {
  return (text) => Array.from(text.matchAll(pattern), ({ index, 0: { length } }) => [index, index + length]);
}

function spellingsOf(secret: string): string[] {
  const inBase64 = Buffer.from(secret).toString('base64').replaceAll('=', '');
  return [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret), inBase64];
}

function placesOf(spelling: string, text: string): Span[] {
  const places: Span[] = [];
  for (let at = text.indexOf(spelling); at !== -1; at = text.indexOf(spelling, at + 1))
    places.push([at, at + spelling.length]);
  return places;
}
