import { CliUsageError } from './usage-error.js';

const NEW_KEY = [
  'user',
  'team',
  'tag',
  'metadata',
  'provider',
  'model',
  'route',
  'budget',
  'requests',
  'tokens',
  'concurrent',
  'expires',
];

/** What each command takes beside `--json` and `--help`; those that are not here take nothing. */
const TAKEN: Readonly<Record<string, readonly string[]>> = {
  'keys create': NEW_KEY,
  'keys list': ['user', 'team'],
  'keys rotate': ['overlap'],
  usage: ['by', 'from', 'to', 'key', 'user', 'team', 'provider', 'model', 'limit'],
  'prices list': ['provider', 'model'],
  'prices set': ['input', 'cached', 'cache-write', 'output', 'from'],
  reprice: ['provider', 'model', 'from', 'to'],
};

const OF_ALL = new Set(['json', 'help']);

/**
 * An option that would do nothing is refused: whoever writes `--limit` means that something is limited.
 * @throws CliUsageError
 */
export function checkOptions(command: string, options: object): void {
  const taken = TAKEN[command] ?? [];
  const foreign = Object.keys(options).find((name) => !OF_ALL.has(name) && !taken.includes(name));
  if (foreign !== undefined) throw new CliUsageError(`${command} takes no --${foreign}`);
}

/** The one value of an option that others take several of. @throws CliUsageError where there are more */
export function onlyOne(name: string, values: readonly string[] | undefined): string | undefined {
  if (values !== undefined && values.length > 1) throw new CliUsageError(`--${name} is taken once here`);
  return values?.[0];
}

/** A query of those that are given. */
export function queryOf(values: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(values).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return new URLSearchParams(given).toString();
}
