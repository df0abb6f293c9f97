import { parseArgs } from 'node:util';
import { toSeenJson, toSeenText } from '../common/seen-text.js';
import type { AdminGateway, Answer, AskAdmin } from './admin-client.js';
import { allPages } from './all-pages.js';
import { checkOptions, onlyOne, queryOf } from './command-options.js';
import { gatewayAtHand } from './gateway-at-hand.js';
import { keyFromOptions, type KeyOptions } from './key-from-options.js';
import { pricesCommand, repriceCommand, type PriceOptions } from './price-commands.js';
import { printTable } from './print-table.js';
import { CliUsageError, USAGE } from './usage-error.js';

/** Where it writes, and what it is told. */
export interface CliSurroundings {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  readonly env: Readonly<Record<string, string | undefined>>;
}

type Row = Readonly<Record<string, unknown>>;

const ONE = { type: 'string' } as const;
const MANY = { type: 'string', multiple: true } as const;
const OPTIONS = {
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  user: ONE,
  team: ONE,
  tag: MANY,
  metadata: MANY,
  provider: MANY,
  model: MANY,
  route: MANY,
  budget: MANY,
  requests: MANY,
  tokens: MANY,
  concurrent: ONE,
  expires: ONE,
  overlap: ONE,
  by: ONE,
  limit: ONE,
  from: ONE,
  to: ONE,
  key: ONE,
  input: ONE,
  cached: ONE,
  'cache-write': ONE,
  output: ONE,
} as const;

type Options = KeyOptions &
  PriceOptions & {
    readonly json?: boolean;
    readonly overlap?: string;
    readonly by?: string;
    readonly limit?: string;
    readonly key?: string;
  };

/** @returns the exit code: 0 = all went well, 1 = it was refused, 2 = it was called in a way that it does not know. */
export async function runCli(
  words: readonly string[],
  { stdout, stderr, env }: CliSurroundings,
  reach: (texts: CliSurroundings['env']) => Promise<AdminGateway> = gatewayAtHand,
): Promise<number> {
  try {
    const { values, positionals } = parsed(words);
    if (values.help === true) {
      stdout.write(USAGE);
      return 0;
    }
    const command = commandOf(positionals, values);
    const gateway = await reach(env);
    try {
      const answer = await command(gateway.ask);
      if (answer.status >= 400) {
        stderr.write(`tollgate: ${toSeenText(messageIn(answer))}\n`);
        return 1;
      }
      stdout.write(values.json === true ? `${toSeenJson(answer.body, 2)}\n` : inWords(answer));
      return 0;
    } finally {
      await gateway.close();
    }
  } catch (error) {
    if (!(error instanceof CliUsageError)) throw error;
    stderr.write(`tollgate: ${error.message}\n\n${USAGE}`);
    return 2;
  }
}

function parsed(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new CliUsageError(error instanceof Error ? error.message : String(error));
  }
}

/** What is to be asked. @throws CliUsageError */
function commandOf(words: readonly string[], options: Options): (ask: AskAdmin) => Promise<Answer> {
  const [subject, verb, what, ...more] = words;
  if (subject === 'usage' && verb === undefined) {
    const query = usageQuery(options);
    return (ask) => ask('GET', `/admin/usage?${query}`);
  }
  if (subject === 'prices') return pricesCommand(words.slice(1), options);
  if (subject === 'reprice' && verb === undefined) return repriceCommand(options);
  if (subject !== 'keys' || more.length > 0) throw new CliUsageError('there is no such command');
  if (verb !== undefined) checkOptions(`keys ${verb}`, options);
  if (verb === 'list') {
    if (what !== undefined) throw new CliUsageError(`keys list takes no name, such as ${what}`);
    const { user, team } = options;
    return (ask) => allPages(ask, '/admin/keys', { user, team });
  }
  if (verb === undefined || what === undefined)
    throw new CliUsageError('keys needs a verb and what it is about');
  const path = `/admin/keys/${encodeURIComponent(what)}`;
  switch (verb) {
    case 'create': {
      const body = keyFromOptions(what, options);
      return (ask) => ask('POST', '/admin/keys', body);
    }
    case 'show':
      return (ask) => ask('GET', path);
    case 'disable':
    case 'enable':
      return (ask) => ask('PATCH', path, { enabled: verb === 'enable' });
    case 'delete':
      return (ask) => ask('DELETE', path);
    case 'rotate': {
      const overlap = options.overlap ?? '0';
      if (!/^\d{1,9}$/.test(overlap)) throw new CliUsageError('--overlap takes seconds');
      return (ask) => ask('POST', `${path}/rotate`, { overlap_s: Number(overlap) });
    }
    default:
      throw new CliUsageError(`keys has no verb ${verb}`);
  }
}

/** @throws CliUsageError */
function usageQuery(options: Options): string {
  checkOptions('usage', options);
  const { by = 'day,model', from, to, key, user, team, limit } = options;
  const [provider, model] = [onlyOne('provider', options.provider), onlyOne('model', options.model)];
  return queryOf({ group_by: by, from, to, key, user, team, provider, model, limit });
}

function messageIn({ status, body }: Answer): string {
  const { message } = (body ?? {}) as { readonly message?: unknown };
  return typeof message === 'string' ? message : `the gateway answered ${status}`;
}

function inWords({ body }: Answer): string {
  if (body === null) return 'Done.\n';
  const { data, key, id, rest } = body as {
    readonly data?: readonly Row[];
    readonly key?: string;
    readonly id?: string;
    readonly rest?: { readonly requests: number; readonly cost_usd: string };
  };
  if (data !== undefined)
    return (
      printTable(data) +
      (rest
        ? `These are the dearest; ${rest.requests} other requests came to ${rest.cost_usd} US dollars.\n`
        : '')
    );
  const told = key === undefined ? '' : `${key}\nThis is the only time that the key ${id ?? ''} is shown.\n`;
  return told === '' ? printTable([body as Row]) : told;
}
