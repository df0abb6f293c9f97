import { getHeapStatistics } from 'node:v8';

/** A value was refused; the message says what would have been accepted. */
export class UnacceptedValue extends Error {
  override readonly name = 'UnacceptedValue';
}

/** A variable as it was found: a host's configuration may hold numbers and booleans already. */
export type VariableValue = string | number | boolean | null | undefined;

/** One variable of the environment: the source of its check, of `.env.example` and of the table in `docs/configuration.md`. */
export interface Variable<T> {
  readonly name: string;
  /** One sentence for the operator, with the unit. */
  readonly description: string;
  /** What is accepted, in words. */
  readonly accepted: string;
  /** In the form that the operator would write; '' = none. */
  readonly defaultText: string;
  /** Never shown, not even when it is wrong. */
  readonly isSecret: boolean;
  /** @throws UnacceptedValue */
  readonly parse: (text: string) => T;
}

type VariableText = Pick<Variable<unknown>, 'name' | 'description'>;

/** A variable has a value that is not accepted. The message is one line for the operator; secrets are masked. */
export class WrongVariableError extends Error {
  override readonly name = 'WrongVariableError';

  constructor({ name, isSecret }: Variable<unknown>, accepted: string, given: string) {
    const shown = isSecret ? `(hidden, ${given.length} characters)` : JSON.stringify(withoutSecrets(given));
    super(`${name}: accepted is ${accepted}; given was ${shown}`);
  }
}

/** An address that was refused may hold a password or a key: before an `@`, in its query, in its fragment. */
function withoutSecrets(given: string): string {
  return given.replace(/\/\/.*@/s, '//(hidden)@').replace(/([?#]).+$/s, '$1(hidden)');
}

/**
 * The value of a variable; blank counts as not set.
 * @throws WrongVariableError
 */
export function readVariable<T>(variable: Variable<T>, text: VariableValue): T {
  const trimmed = String(text ?? '').trim();
  try {
    return variable.parse(trimmed === '' ? variable.defaultText : trimmed);
  } catch (error) {
    if (error instanceof UnacceptedValue) throw new WrongVariableError(variable, error.message, trimmed);
    throw error;
  }
}

/** A whole number in plain digits, within its bounds. */
export function wholeNumber(
  text: VariableText,
  range: { readonly min: number; readonly max: number; readonly default: number },
): Variable<number> {
  const accepted = `a whole number from ${range.min} to ${range.max}`;
  const parse = (value: string) => {
    const number = /^\d{1,15}$/.test(value) ? Number(value) : NaN;
    return number >= range.min && number <= range.max ? number : refuse(accepted);
  };
  return { ...text, accepted, defaultText: String(range.default), isSecret: false, parse };
}

/** A whole number that bounds something; `null` = it is not set, and bounds nothing. */
export function optionalBound(
  text: VariableText,
  range: { readonly min: number; readonly max: number },
): Variable<number | null> {
  const number = wholeNumber(text, { ...range, default: range.max });
  return { ...number, defaultText: '', parse: (value) => (value === '' ? null : number.parse(value)) };
}

/** Of what Node's heap may become: what is held takes up to ten times its bytes for a moment, with all its copies. */
const HEAP_SHARE = 1 / 8;

/** A number of bytes that are held in memory; where it is not set, a share of the heap, and at most so many. */
export function heldBytes(
  text: VariableText,
  range: { readonly min: number; readonly max: number; readonly mostByDefault: number },
): Variable<number> {
  const { min, max, mostByDefault } = range;
  const share = Math.floor(getHeapStatistics().heap_size_limit * HEAP_SHARE);
  const description = `${text.description} Not set: an eighth of Node's heap limit, at most ${mostByDefault}.`;
  const number = wholeNumber(text, { min, max, default: Math.min(share, mostByDefault) });
  const parse = (value: string) => number.parse(value === '' ? number.defaultText : value);
  return { ...number, description, defaultText: '', parse };
}

/** A time in milliseconds, from 1 to a day. */
export function timeout(name: string, description: string, defaultMs: number): Variable<number> {
  return wholeNumber({ name, description }, { min: 1, max: 86_400_000, default: defaultMs });
}

/** One of a few words. */
export function oneOf<const V extends string>(
  text: VariableText,
  values: readonly V[],
  defaultValue: V,
): Variable<V> {
  const accepted = `one of ${values.join(', ')}`;
  const parse = (value: string) => values.find((known) => known === value) ?? refuse(accepted);
  return { ...text, accepted, defaultText: defaultValue, isSecret: false, parse };
}

/** `true` or `false`; false where it is not set. */
export function flag(text: VariableText, byDefault: 'true' | 'false' = 'false'): Variable<boolean> {
  const words = oneOf(text, ['true', 'false'], byDefault);
  return { ...words, parse: (value) => words.parse(value) === 'true' };
}

/** A text of a certain form. */
export function pattern(
  text: VariableText,
  shape: {
    readonly accepted: string;
    readonly matches: Pick<RegExp, 'test'>;
    readonly default: string;
  },
): Variable<string> {
  const parse = (value: string) => (shape.matches.test(value) ? value : refuse(shape.accepted));
  return { ...text, accepted: shape.accepted, defaultText: shape.default, isSecret: false, parse };
}

/** An address of the operator's; a key belongs in a header, so user info and query are refused. */
export function httpUrl(text: VariableText, defaultUrl: string): Variable<string> {
  const accepted = 'an http:// or https:// address without user, query or fragment';
  const parse = (value: string) => {
    const url = URL.canParse(value) ? new URL(value) : refuse(accepted);
    const isPlain = !url.username && !url.password && !/[?#\s\p{Cc}]/u.test(value);
    return isPlain && /^https?:\/\/[^/]/i.test(value) && url.port !== '0'
      ? value.replace(/\/+$/, '')
      : refuse(accepted);
  };
  return { ...text, accepted, defaultText: defaultUrl, isSecret: false, parse };
}

/** A key that goes into a header; `null` = none. */
export function secret(text: VariableText): Variable<string | null> {
  const accepted = 'printable ASCII characters without blanks';
  const parse = (value: string) =>
    value === '' ? null : /^[\x21-\x7e]+$/.test(value) ? value : refuse(accepted);
  return { ...text, accepted, defaultText: '', isSecret: true, parse };
}

/** The address of a proxy, which may hold a name and a password; '' = none. */
export function proxyUrl(text: VariableText): Variable<string> {
  const accepted = 'the http:// or https:// address of a proxy';
  const parse = (value: string) => {
    if (value === '') return '';
    const isProxy = /^https?:\/\/[^/]/i.test(value) && URL.canParse(value);
    return isProxy ? value : refuse(accepted);
  };
  return { ...text, accepted, defaultText: '', isSecret: true, parse };
}

/** The address of a PostgreSQL database, which may hold a password; `null` = none. */
export function postgresUrl(text: VariableText): Variable<string | null> {
  const accepted = 'the postgres:// address of a database';
  const parse = (value: string) => {
    if (value === '') return null;
    return /^postgres(ql)?:\/\/\S+$/.test(value) && URL.canParse(value) ? value : refuse(accepted);
  };
  return { ...text, accepted, defaultText: '', isSecret: true, parse };
}

/** The address of a Redis or Valkey, which may hold a password; `null` = none. */
export function redisUrl(text: VariableText): Variable<string | null> {
  const accepted = 'the redis:// or rediss:// address of a server, with or without the number of a database';
  const parse = (value: string) => {
    if (value === '') return null;
    if (!/^rediss?:\/\/[^\s?#]+$/.test(value) || !URL.canParse(value)) return refuse(accepted);
    const { hostname, pathname } = new URL(value);
    return hostname !== '' && /^\/?\d*$/.test(pathname) ? value : refuse(accepted);
  };
  return { ...text, accepted, defaultText: '', isSecret: true, parse };
}

/** Secrets, separated by commas; none where it is not set. */
export function secretList(text: VariableText): Variable<readonly string[]> {
  const accepted = 'keys of printable ASCII characters without blanks, separated by commas';
  const parse = (value: string) => {
    const keys = splitList(value);
    if (value !== '' && keys.length === 0) return refuse(accepted);
    return keys.every((key) => /^[\x21-\x7e]+$/.test(key)) ? keys : refuse(accepted);
  };
  return { ...text, accepted, defaultText: '', isSecret: true, parse };
}

/** Ids of providers, separated by commas; which ids there are is for those to check who know the catalogue. */
export function idList(text: VariableText): Variable<readonly string[]> {
  const accepted = 'ids of providers, separated by commas';
  const parse = (value: string) => {
    const ids = splitList(value);
    const areIds = ids.length > 0 || value === '';
    return areIds && ids.every((id) => /^[a-z0-9-]+$/.test(id)) ? ids : refuse(accepted);
  };
  return { ...text, accepted, defaultText: '', isSecret: false, parse };
}

/** Names, or other texts without commas, separated by commas; none where it is not set. */
export function nameList(text: VariableText): Variable<readonly string[]> {
  const accepted = 'texts separated by commas';
  const parse = (value: string) => {
    const names = splitList(value);
    const areNames = names.length > 0 || value === '';
    return areNames && !/\p{Cc}/u.test(value) ? names : refuse(accepted);
  };
  return { ...text, accepted, defaultText: '', isSecret: false, parse };
}

/** The items of a list that commas separate, trimmed. */
export function splitList(value: string): string[] {
  return value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** @throws UnacceptedValue */
export function refuse(accepted: string): never {
  throw new UnacceptedValue(accepted);
}
