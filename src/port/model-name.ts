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
 * As much of it as documents for programs in any language can say: classes of characters, and what stands before, are
 * not known to all of them.
 */
export const MODEL_NAME_IN_DOCUMENTS = /^\S(.*\S)?$/;
