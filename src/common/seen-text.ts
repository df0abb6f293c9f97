/**
 * What a terminal may obey: control characters, of which `U+009B` begins a sequence as `ESC [` does; marks of direction;
 * line ends, at which some readers of a log begin another line.
 */
const UNSEEN = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu;
/** Those of them that JSON leaves as they are. */
const UNSEEN_IN_JSON = /[\u007f-\u009f\p{Bidi_Control}\p{Zl}\p{Zp}]/gu;

/** A text for a terminal or a log, which shows what it would obey as what it is. */
export function toSeenText(text: string): string {
  return text.replace(UNSEEN, toEscape);
}

/** JSON for a terminal: the same value, for whoever parses it. @param indent left out = on one line. */
export function toSeenJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(UNSEEN_IN_JSON, toEscape);
}

function toEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
