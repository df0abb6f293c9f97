/** A value in the bytes of a JSON text: from its first byte up to the one behind it. */
export interface ByteSpan {
  readonly from: number;
  readonly to: number;
}

/** A text that was found, and what else was seen on the way to the end. */
export interface FoundText extends ByteSpan {
  /** Commas between elements and members, in all of the JSON. */
  readonly commas: number;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACE = 0x7d;
const CLOSE_BRACKET = 0x5d;

/**
 * Where the text of a member stands in the bytes of a JSON object that was parsed well; `null` = it is no text, stands
 * there twice, or cannot be told because a name has escapes in it. For large bodies that go on as they came but for one
 * text: to write them anew costs more than all else that is done with them.
 */
export function textMember(json: Buffer, name: string): FoundText | null {
  const wanted = Buffer.from(name);
  let found: ByteSpan | null = null;
  let depth = 0;
  let commas = 0;
  let isName = true;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at]!;
    if (byte === QUOTE) {
      const end = endOfText(json, at + 1);
      if (depth === 1 && isName) {
        const first = json.subarray(at + 1, end);
        if (first.includes(BACKSLASH)) return null;
        if (first.equals(wanted)) {
          const value = textBehind(json, end + 1);
          if (found !== null || value === null) return null;
          found = value;
        }
      }
      at = end;
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth += 1;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth -= 1;
    else if (byte === COLON && depth === 1) isName = false;
    else if (byte === COMMA) {
      commas += 1;
      if (depth === 1) isName = true;
    }
  }
  return found && { ...found, commas };
}

/**
 * Commas in the JSON of a value that was parsed. A text that it was parsed from has more of them where a name stands in
 * an object twice, for the last one counts alone.
 */
export function commasIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inner: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  return inner.reduce<number>((sum, one) => sum + commasIn(one), Math.max(0, inner.length - 1));
}

/** The text behind a name, and the colon between them. */
function textBehind(json: Buffer, from: number): ByteSpan | null {
  let at = json.indexOf(COLON, from) + 1;
  while (json[at] === 0x20 || json[at] === 0x0a || json[at] === 0x0d || json[at] === 0x09) at += 1;
  return json[at] === QUOTE ? { from: at, to: endOfText(json, at + 1) + 1 } : null;
}

/** The quote that ends a text which begins here. */
function endOfText(json: Buffer, from: number): number {
  for (let at = json.indexOf(QUOTE, from); at !== -1; at = json.indexOf(QUOTE, at + 1)) {
    let backslashes = 0;
    while (json[at - 1 - backslashes] === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return at;
  }
  return json.length;
}
