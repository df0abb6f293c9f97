/** A part of an address that means another place, or one that was encoded once too often. */
const DOTS = /^(?:%(?:25)*2e){1,2}$/i;

/**
 * The name in an address. `.` and `..` mean other places there, and so do `%2e` and `%2e%2e`: browsers and most programs
 * resolve them before they ask. Such names are encoded twice, and what looks as if it had been is so once more.
 */
export const nameInPath = {
  transform: (text: string): string => (DOTS.test(text) ? decodeURIComponent(text) : text),
};
