/**
 * What a model's name may look like: up to 200 printable characters on one line, with blanks inside only. Servers name
 * models as they like (`@cf/meta/llama-3.1-8b-instruct`, file names with blanks, names in any script), and a name goes
 * into a JSON body, where no character is dangerous; an adapter that puts it into an address encodes it there.
 * Left out are invisible characters, such as line ends, and those that turn a line of a log around.
 */
export const MODEL_NAME = /^(?!\s)[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]{1,200}(?<!\s)$/u;

/** What `MODEL_NAME` takes, for people. */
export const MODEL_NAME_ACCEPTED =
  'a string of 1 to 200 printable characters on one line, without blanks at its ends';

/**
 * What documents for programs in any language can say of it: classes of characters are not known to all of them, so
 * the invisible ones up to U+FFFF are named one by one.
 */
const INVISIBLE = String.raw`\u0000-\u001f\u007f-\u009f\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb`;

/** A name as OpenAPI documents describe it. */
export const MODEL_NAME_IN_DOCUMENTS = new RegExp(
  String.raw`^[^\s${INVISIBLE}]([^${INVISIBLE}]*[^\s${INVISIBLE}])?$`,
);
