/**
 * Pretty-printed JSON behind a single `data:`: some servers print an object over many lines and put the field's name
 * before the first one only. By the standard the other lines say nothing, and what is left is `{`, which is no JSON: so
 * the lines are read as what they are meant to be. A line that opens JSON counts only if the next one names no field.
 */
const OPENING = String.raw`data:[ \t]*(?=[[{][ \t]*(?:\r\n?|\n)[ \t]*["{}[\]])`;
const AT_START = new RegExp(`^${OPENING}`);
const BEHIND_BREAK = new RegExp(`[\\r\\n]${OPENING}`);

/** How such an opening begins, at the end of what has come; longer indents are not waited for. */
const MAY_OPEN =
  /(?:^|[\r\n])(d|da|dat|data|data:[ \t]{0,8}(?:[[{][ \t]{0,8}(?:(?:\r\n?|\n)[ \t]{0,64})?)?)$/;
const LONGEST_OPENING = 100;

/** Where an opening stands in a text. */
export interface OpenedData {
  /** Of its `data:`. */
  readonly at: number;
  /** Of the bracket that opens the JSON. */
  readonly bracketAt: number;
}

/**
 * The first line of data in a text that opens JSON for the lines behind it; `null` = none.
 * @param isAtLineStart whether the text begins a line.
 */
export function openedDataIn(text: string, isAtLineStart: boolean): OpenedData | null {
  const first = isAtLineStart ? AT_START.exec(text) : null;
  if (first) return { at: 0, bracketAt: first[0].length };
  const found = BEHIND_BREAK.exec(text);
  return found && { at: found.index + 1, bracketAt: found.index + found[0].length };
}

/** Characters at the end of a text that may turn out to be such a line, once more has come; 0 = none. */
export function mayOpenData(text: string, isAtLineStart: boolean): number {
  const last = text.slice(-LONGEST_OPENING);
  const found = MAY_OPEN.exec(last);
  if (!found) return 0;
  const isAtStart = found.index === 0 && found[0] === found[1];
  if (isAtStart && (last.length < text.length || !isAtLineStart)) return 0;
  return found[1]?.length ?? 0;
}
