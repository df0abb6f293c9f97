import { splitList, type Variable } from './variable.js';

/** A shorter one is a word that stands in any text. */
const SHORTEST = 6;

/** What secret variables hold: whole, one by one where they are lists, and the passwords of addresses. */
export function secretsIn(
  variables: readonly Variable<unknown>[],
  valueOf: (name: string) => string | undefined,
): readonly string[] {
  const texts = variables.filter(({ isSecret }) => isSecret).map(({ name }) => valueOf(name)?.trim() ?? '');
  const secrets = texts.flatMap((text) => [text, ...splitList(text).flatMap(partsOf), ...passwordOf(text)]);
  return [...new Set(secrets)].filter((secret) => secret.length >= SHORTEST);
}

/** `name=value` of a list of headers, percent-encoded; behind the scheme of an `Authorization`. */
function partsOf(item: string): string[] {
  const at = item.indexOf('=');
  if (at < 1 || !/^[\w-]+$/.test(item.slice(0, at))) return [item];
  const value = decoded(item.slice(at + 1));
  return [item, value, value.slice(value.indexOf(' ') + 1)];
}

function passwordOf(text: string): string[] {
  if (!URL.canParse(text)) return [];
  const { password } = new URL(text);
  return [password, decoded(password)];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // not encoded
  }
}
