/** What a body may look like before it is parsed. */
export interface JsonShapeLimits {
  /** Most levels of nested arrays and objects; `{}` is one level. */
  readonly maxDepth: number;
  /** Most elements and members in all. A megabyte of `1,1,1,…` becomes many megabytes of objects. */
  readonly maxValues: number;
  /**
   * Most texts, names of members, arrays and objects in all; default: any number. Each costs memory of its own, and a
   * hundred thousand names that are all different a tenth of a second.
   */
  readonly maxNodes?: number;
  /**
   * Most members of the outermost object, repeated names counted each time; default: any number. Each member is looked
   * at by every rule and passes every copy, and real requests have some dozen.
   */
  readonly maxFields?: number;
}

/** What is worth being read apart from the rest: from its first byte in a piece of JSON up to the one behind it. */
export interface ReadApart {
  /** A long text without a backslash, its quotes left out, or a number that may be an odd one (`isOddNumber`). */
  readonly kind: 'text' | 'number';
  readonly from: number;
  readonly to: number;
}

/** A text of so many bytes or more is a long one. */
const LONG_TEXT_BYTES = 16 * 1024;

/** With one of them, a body is looked through for those that would change what objects inherit. */
export const SUSPECT_NAMES: ReadonlySet<string> = new Set(['__proto__', 'constructor']);

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;

/** `[` and `{` differ in this one bit, and so do `]` and `}`. */
const BRACKET_TO_BRACE = 0x20;
const OPEN = 0x7b;
const CLOSE = 0x7d;

const PLUS = 0x2b;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const LETTER_E = 0x65;
/** Makes a letter a small one. */
const TO_SMALL = 0x20;
/** A number no longer than that is no odd one, unless by a zero at its end, or by being -0, or small. */
const SAFE_CHARACTERS = 15;
/** With so many zeros behind its point, it is written with an exponent. */
const ZEROS_OF_SMALL = 6;

const NONE: readonly ReadApart[] = Object.freeze([]);

/** Counts levels, fields, values and nodes of a JSON text that comes in pieces, before any of it is parsed. */
export class JsonShape {
  /** A name of `SUSPECT_NAMES` may be among the texts so far: one begins as it does, or holds escapes of letters. */
  mayNameForbidden = false;
  /** Of the last piece, those that begin and end in it. */
  apart: readonly ReadApart[] = NONE;
  private depth = 0;
  /** Commas between the members of the object itself; none in an array. */
  private fields = 0;
  private isArray = false;
  private values = 1;
  private nodes = 0;
  private isInString = false;
  /** The next byte stands behind a backslash. */
  private isEscaped = false;

  constructor(private readonly limits: JsonShapeLimits) {}

  /** The limit that is exceeded by now, if one is. */
  add(piece: Uint8Array): keyof JsonShapeLimits | null {
    const { maxDepth, maxValues, maxNodes = Infinity, maxFields = Infinity } = this.limits;
    let { depth, fields, values, nodes, isArray, isInString } = this;
    let index = this.isEscaped ? 1 : 0;
    const text = new TextEnds(piece);
    const apart: ReadApart[] = [];
    let plainFrom = Infinity;
    for (; index < piece.length; index += 1) {
      if (isInString) {
        index = text.next(index);
        if (index === piece.length) break;
        if (piece[index] === QUOTE) {
          isInString = false;
          if (index - plainFrom >= LONG_TEXT_BYTES) apart.push({ kind: 'text', from: plainFrom, to: index });
        } else if (piece[index] === BACKSLASH) {
          index += 1;
          plainFrom = Infinity;
          if (mayBe(piece[index], LETTER_U)) this.mayNameForbidden = true;
        }
        continue;
      }
      const byte = piece[index] ?? 0;
      if (byte === QUOTE) {
        [isInString, nodes] = [true, nodes + 1];
        plainFrom = index + 1;
        if (mayBeginForbidden(piece, index + 1)) this.mayNameForbidden = true;
      } else if (byte === COMMA) {
        values += 1;
        if (depth === 1 && !isArray) fields += 1;
      } else if ((byte | BRACKET_TO_BRACE) === OPEN) {
        if (depth === 0) isArray = byte !== OPEN;
        [depth, nodes] = [depth + 1, nodes + 1];
      } else if ((byte | BRACKET_TO_BRACE) === CLOSE) depth -= 1;
      else if (isDigit(byte)) {
        const from = piece[index - 1] === MINUS ? index - 1 : index;
        const to = endOfNumber(piece, index);
        if (mayBeOdd(piece, from, to)) apart.push({ kind: 'number', from, to });
        index = to - 1;
      }
      if (depth > maxDepth) return 'maxDepth';
      if (values > maxValues) return 'maxValues';
      if (fields >= maxFields) return 'maxFields';
      if (nodes > maxNodes) return 'maxNodes';
    }
    Object.assign(this, {
      depth,
      fields,
      values,
      nodes,
      isArray,
      isInString,
      isEscaped: index > piece.length,
      apart,
    });
    return null;
  }
}

/** Behind digits, points, and exponents with their signs. */
function endOfNumber(piece: Uint8Array, from: number): number {
  let to = from;
  for (let byte = piece[to]; byte !== undefined && isOfNumber(byte); byte = piece[to]) to += 1;
  return to;
}

function isOfNumber(byte: number): boolean {
  return isDigit(byte) || byte === POINT || (byte | TO_SMALL) === LETTER_E || byte === PLUS || byte === MINUS;
}

/** Makes nothing: there may be a hundred thousand of them. */
function mayBeOdd(piece: Uint8Array, from: number, to: number): boolean {
  if (to - from > SAFE_CHARACTERS) return true;
  const first = piece[from] === MINUS ? from + 1 : from;
  const point = endOfDigits(piece, first);
  if (point === to) return first !== from && piece[first] === ZERO;
  const end = piece[point] === POINT ? endOfDigits(piece, point + 1) : point;
  const sixth = point + ZEROS_OF_SMALL;
  const isSmall = sixth < to && piece[point + 1] === ZERO && piece[sixth] === ZERO;
  return end < to || piece[to - 1] === ZERO || isSmall;
}

function endOfDigits(piece: Uint8Array, from: number): number {
  let at = from;
  for (let byte = piece[at]; byte !== undefined && isDigit(byte); byte = piece[at]) at += 1;
  return at;
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}

const LETTER_C = 0x63;
const LETTER_O = 0x6f;
const LETTER_S = 0x73;
const LETTER_U = 0x75;
const UNDERSCORE = 0x5f;

/** Whether a text that begins there may be one of `SUSPECT_NAMES`. */
function mayBeginForbidden(piece: Uint8Array, at: number): boolean {
  const first = piece[at];
  // By its fourth letter, too: `content` is a name in each message.
  if (first === LETTER_C) return mayBe(piece[at + 1], LETTER_O) && mayBe(piece[at + 3], LETTER_S);
  if (first === UNDERSCORE) return mayBe(piece[at + 1], UNDERSCORE);
  return first === undefined;
}

/** `undefined` = it stands in the next piece. */
function mayBe(byte: number | undefined, wanted: number): boolean {
  return byte === undefined || byte === wanted;
}

/** So many bytes of a text are looked at one by one: the search for its end costs as much to begin. */
const BYTES_ONE_BY_ONE = 32;

/** Finds where a text in a piece of JSON may end, faster than byte by byte: prompts are mostly text. */
class TextEnds {
  /** A backslash, or the end of the piece, and none between that and the place that was looked from last. */
  private backslash = -1;

  constructor(private readonly piece: Uint8Array) {}

  /** The next quote or backslash from here on; the length of the piece = there is none. */
  next(from: number): number {
    const { piece } = this;
    const near = Math.min(from + BYTES_ONE_BY_ONE, piece.length);
    for (let at = from; at < near; at += 1) if (piece[at] === QUOTE || piece[at] === BACKSLASH) return at;
    // remembered, so that a piece of many texts is searched for backslashes once
    if (this.backslash < near) this.backslash = orEnd(piece.indexOf(BACKSLASH, near), piece);
    return Math.min(this.backslash, orEnd(piece.indexOf(QUOTE, near), piece));
  }
}

function orEnd(found: number, { length }: Uint8Array): number {
  return found === -1 ? length : found;
}
