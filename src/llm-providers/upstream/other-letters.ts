/** Line ends and blanks in escapes, sequences for a terminal, tags, and entities without a number. */
const DIVIDERS = /\\[nrt]|\\0(?![0-7]{2})|\p{Cc}\[[0-9;]{0,12}[a-z]|<\/?[a-z]{1,8} ?\/?>|&[a-z]{2,8};/giu;

/** Letters and digits of other scripts that look like ours, where no normal form joins them. */
const LOOKALIKES = new Map(
  (
    'аa еe оo рp сc уy хx іi јj ѕs ԁd һh ԛq ԝw ӏl кk мm тt вb нh ' +
    'αa οo νv ρp ιi κk τt υu χx βb μm ηn γy ıi ʟl ɡg'
  )
    .split(' ')
    .map((pair) => [pair.slice(0, 1), pair.slice(1)]),
);

/** As a text has them in UTF-8 or UTF-16. */
// oxlint-disable-next-line no-control-regex -- NUL is every second byte of UTF-16
const TEXT_BYTES = /^[\0\t\n\r -~]*$/;

/** What `decoded` may change: most names have none of it. */
const ENCODED = /[%\\&=<\p{Cc}]|u00|u\+|0x|[01]{8}|\d\d[\s,;:/|-]/iu;

/** Letters and digits alone, in lower case: what divides them, how they are dressed, and who draws them is gone. */
export function bare(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0131-\u052f]/g, (letter) => LOOKALIKES.get(letter) ?? '')
    .replace(/[^a-z0-9]/g, '');
}

/** As `bare`, with punctuation: for keys that have few letters. */
export function visible(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^!-~]/g, '');
}

/**
 * A text as it is, with escapes and codes undone (twice, and again in what base64 holds), backwards, and with its units
 * taken for two bytes each. A fixed number of passes, so the work is in proportion to the text.
 */
export function readingsOf(text: string): string[] {
  const once = decoded(text);
  const twice = decoded(once);
  const unpacked = decoded(withoutBase64(once));
  const unpackedTwice = decoded(withoutBase64(unpacked));
  const reversed = Array.from(text).toReversed().join('');
  return [...new Set([text, once, twice, unpacked, unpackedTwice, reversed, ...bytesOf(text)])];
}

/** What holds other bytes than text was no base64 of a key, but a word. */
function withoutBase64(text: string): string {
  return text.replace(/[A-Za-z0-9+/_-]{11,}/g, (run) => {
    const bytes = Buffer.from(run, 'base64').toString('latin1');
    return TEXT_BYTES.test(bytes) ? bytes : run;
  });
}

/** UTF-16 that was read in the wrong order, or for what it is not, shows signs of other scripts. */
function bytesOf(text: string): string[] {
  if (!/[\u0100-\uffff]{4}/.test(text)) return [];
  const bytes = Buffer.from(text, 'utf16le');
  return [bytes.toString('latin1'), Buffer.from(bytes).swap16().toString('latin1')];
}

/**
 * `%41`, `%u0041`, `\u0041`, `\u{41}`, `\x41`, `0x41`, `U+0041`, `\101`, `=41`, `&#65;`, `&#x41;`, `[65, 66]`; what
 * only divides letters goes.
 */
function decoded(text: string): string {
  if (!ENCODED.test(text)) return text;
  return text
    .replace(/\\{2,}/g, '\\')
    .replace(DIVIDERS, '')
    .replace(/(?:%|\\x|=|\b0x)([0-9a-f]{2})/gi, fromHex)
    .replace(/\\U0{4}([0-9a-f]{4})/g, fromHex)
    .replace(/\\[ux]\{([0-9a-f]{1,6})\}/gi, fromHex)
    .replace(/(?:[\\%]?u|\bU\+)([0-9a-f]{4})/gi, fromHex)
    .replace(/&#x0{0,8}([0-9a-f]{1,5});?/gi, fromHex)
    .replace(/&#0{0,8}([1-9]\d{0,5});?/g, (_, code: string) => character(Number(code)))
    .replace(/\\([0-7]{3})/g, (_, code: string) => character(parseInt(code, 8)))
    .replace(/(?:\b[01]{8}\b[\s,;]{0,4}){8,}/g, (codes) => listed(codes, 2))
    .replace(/(?:\b\d{2,3}\b[\s,;:/|-]{1,4}){7,}\d{2,3}\b/g, (codes) => listed(codes, 10));
}

function fromHex(_: string, code: string): string {
  return character(parseInt(code, 16));
}

function listed(codes: string, base: number): string {
  return Array.from(codes.match(/\d+/g) ?? [], (code) => character(parseInt(code, base))).join('');
}

function character(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}
