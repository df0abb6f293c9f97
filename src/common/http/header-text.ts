import { isUtf8 } from 'node:buffer';

/**
 * What a header says: Node gives each of its bytes as a character, while clients send other letters than those of ASCII
 * in UTF-8. Bytes that are none are left as they are: a few clients mean Latin-1.
 * @param most so many UTF-16 units of it, at most; no half of a character is left at the end.
 */
export function headerText(value: string, most = Infinity): string {
  const text = /[\x80-\xff]/.test(value) ? inUtf8(value) : value;
  return text.length <= most ? text : text.slice(0, most).replace(/[\ud800-\udbff]$/, '');
}

function inUtf8(value: string): string {
  const bytes = Buffer.from(value, 'latin1');
  return isUtf8(bytes) ? bytes.toString() : value;
}
