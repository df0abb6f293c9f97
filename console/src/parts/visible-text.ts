/** What a page does not show, but may obey: marks of direction change the order of what is read around them. */
const UNSEEN = /[\p{Cc}\p{Bidi_Control}]/gu;

/** Texts that others chose, to be shown: what nobody would see in them as what it is, as the command line does. */
export function visibleText(text: string): string {
  return text.replace(UNSEEN, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
