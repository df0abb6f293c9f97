import type { Fields } from './fields.js';

declare global {
  interface JSON {
    /** An object for which `JSON.stringify` writes these very characters. In Node since 22, not yet in ES2024. */
    rawJSON(text: string): object;
  }
}

/**
 * Numbers that `JSON.parse` reads as others, or that `JSON.stringify` writes in another way: whole ones beyond 2^53, such
 * as the bounds of 64-bit integers in schemas of tools, `1e400`, `-0`, `1.0`. How they were written is kept beside them,
 * under a symbol: names, checks and rules see an object as it always is, and a copy by `...` has it, too.
 */
const WRITTEN = Symbol('written numbers');

interface Written {
  /** By name, or by place in an array: the numbers of the object itself. */
  readonly sources: Map<string, string>;
  /** Of the outermost object: others within it have such numbers, too. */
  isWithin: boolean;
}

type Holder = Record<string | number, unknown> & { [WRITTEN]?: Written };

/**
 * So many of one body are looked at, and those beyond are read as `JSON.parse` reads them: to look at one, to keep it and
 * to write it again takes some five microseconds, while nothing else has its turn. Numbers of few digits do not count.
 */
export const MAX_NUMBERS_LOOKED_AT = 1_000;

/** Longer ones are read as `JSON.parse` reads them, too. */
const MAX_CHARACTERS = 1000;
const SAFE_CHARACTERS = 15;
const ODD_LOOKS = /e|^-0$|\.\d*0$|\.0{6}/i;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/i;

/** False = it is no odd number by its looks: of few digits, with no exponent, not -0, small, or with a zero at its end. */
export function mayBeOddNumber(source: string): boolean {
  return source.length > SAFE_CHARACTERS || ODD_LOOKS.test(source);
}

/** Whether it is a number in JSON that would be written in another way once it was read. */
export function isOddNumber(source: string): boolean {
  return String(Number(source)) !== source && source.length <= MAX_CHARACTERS && NUMBER.test(source);
}

/** Where a number stands. */
interface Place {
  /** The outermost object; the holder itself, where it is that. */
  readonly root: object;
  readonly holder: object;
  /** A place in an array, too. */
  readonly name: string | number;
}

/** Keeps how a number was written. */
export function noteWritten(source: string, { root, holder, name }: Place): void {
  markOf(holder).sources.set(String(name), source);
  if (holder !== root) markOf(root).isWithin = true;
}

/**
 * The same for `JSON.stringify`, with its numbers as they were written, as far as they are what they were.
 * @param value as a request is: the outermost object, or a copy of it by `...`, `filterMembers` or `mapMembers`.
 */
export function asWritten<T>(value: T): T {
  return hasWritten(value) ? (withSources(value, (value as Holder)[WRITTEN]!.isWithin) as T) : value;
}

/** The same of what stands within such an object. @param isDeep or its own numbers alone. */
export function withSources(value: unknown, isDeep: boolean): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const given = value as Holder;
  let copy: Holder | null = null;
  const put = (name: string | number, member: unknown) => {
    copy ??= (Array.isArray(given) ? [...(given as unknown[])] : { ...given }) as Holder;
    copy[name] = member;
  };
  for (const [name, source] of given[WRITTEN]?.sources ?? [])
    if (Object.is(given[name], Number(source))) put(name, JSON.rawJSON(source));
  if (!isDeep) return copy ?? value;
  for (const name of namesIn(given)) {
    const member = withSources(given[name], true);
    if (member !== given[name]) put(name, member);
  }
  return copy ?? value;
}

/** Of members, or places in an array. */
export function namesIn(value: object): Iterable<string | number> {
  return Array.isArray(value) ? value.keys() : Object.keys(value);
}

/** Whether it, or something within it, has such numbers. @param value the outermost object, or a copy of it. */
export function hasWritten(value: unknown): boolean {
  return typeof value === 'object' && value !== null && WRITTEN in value;
}

/** The object with some of its members. */
export function filterMembers<T extends object>(
  object: T,
  isKept: (name: string, value: unknown) => boolean,
): Partial<T> {
  return fromMembersOf(
    object,
    Object.entries(object).filter(([name, value]) => isKept(name, value)),
  ) as Partial<T>;
}

/** The object with other values under the same names. */
export function mapMembers(object: object, change: (name: string, value: unknown) => unknown): Fields {
  return fromMembersOf(
    object,
    Object.entries(object).map(([name, value]) => [name, change(name, value)]),
  );
}

/** An object of members of the given one, or of others under their names. */
export function fromMembersOf(given: object, entries: readonly (readonly [string, unknown])[]): Fields {
  return withNumbersOf(given, Object.fromEntries(entries) as Fields);
}

/** What was just made, whose members, or places, are those of the given one where they have their names. */
export function withNumbersOf<T extends object>(given: object, made: T): T {
  const { [WRITTEN]: mark } = given as Holder;
  if (!mark) return made;
  const sources = new Map([...mark.sources].filter(([name]) => Object.hasOwn(made, name)));
  return withMark(made, { ...mark, sources });
}

/**
 * What was just made in other words, of members that it took over as they were: those are written as they were. Its own
 * numbers are written as ever: a limit of `1e3` tokens is a fault to servers that want whole ones.
 */
export function withNumbersWithin<T extends object>(given: object, made: T): T {
  const isWithin = (given as Holder)[WRITTEN]?.isWithin === true;
  return isWithin ? withMark(made, { sources: new Map(), isWithin }) : made;
}

function withMark<T extends object>(made: T, mark: Written): T {
  (made as Holder)[WRITTEN] = mark;
  return made;
}

/** A number of the object, as it was written. */
export function numberAsWritten(object: object, name: string): string {
  const { [name]: number, [WRITTEN]: mark } = object as Holder;
  const source = mark?.sources.get(name);
  return source !== undefined && Object.is(number, Number(source)) ? source : String(number);
}

function markOf(object: object): Written {
  return ((object as Holder)[WRITTEN] ??= { sources: new Map(), isWithin: false });
}
