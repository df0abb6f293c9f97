/** What a terminal may obey: control characters, of which `U+009B` begins a sequence as `ESC [` does; marks of direction. */
const UNSEEN = /[\p{Cc}\p{Bidi_Control}]/gu;
/** Those of them that JSON leaves as they are. */
const UNSEEN_IN_JSON = /[\u007f-\u009f\p{Bidi_Control}]/gu;

/** A text for a terminal, which shows what it would obey as what it is. */
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
