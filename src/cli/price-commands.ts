import type { Answer, AskAdmin } from './admin-client.js';
import { CliUsageError } from './usage-error.js';

/** Options of `prices` and `reprice`, as they were written. */
export interface PriceOptions {
  readonly input?: string;
  readonly cached?: string;
  readonly 'cache-write'?: string;
  readonly output?: string;
  readonly from?: string;
  readonly to?: string;
  readonly provider?: readonly string[];
  readonly model?: readonly string[];
}

type Command = (ask: AskAdmin) => Promise<Answer>;

/** `prices list`, `prices set PROVIDER MODEL`. @throws CliUsageError */
export function pricesCommand(words: readonly string[], options: PriceOptions): Command {
  const [verb, provider, model, ...more] = words;
  if (verb === 'list' && provider === undefined) {
    const query = queryOf({ provider: options.provider?.[0], model: options.model?.[0] });
    return (ask) => ask('GET', `/admin/prices?limit=1000&${query}`);
  }
  if (verb !== 'set' || provider === undefined || model === undefined || more.length > 0)
    throw new CliUsageError('prices has the verbs list, and set PROVIDER MODEL');
  const { input, output, cached, 'cache-write': cacheWrite, from } = options;
  if (input === undefined || output === undefined)
    throw new CliUsageError('prices set needs --input and --output, in US dollars per million tokens');
  const body = {
    provider,
    model,
    input_usd_per_million: input,
    output_usd_per_million: output,
    ...(cached !== undefined && { cached_input_usd_per_million: cached }),
    ...(cacheWrite !== undefined && { cache_write_usd_per_million: cacheWrite }),
    ...(from !== undefined && { valid_from: from }),
  };
  return (ask) => ask('POST', '/admin/prices', body);
}

/** `reprice --model M --from TIME --to TIME`. @throws CliUsageError */
export function repriceCommand({ from, to, model, provider }: PriceOptions): Command {
  if (from === undefined || to === undefined || model?.length !== 1)
    throw new CliUsageError('reprice needs --model, --from and --to');
  const body = { from, to, model: model[0], ...(provider && { provider: provider[0] }) };
  return (ask) => ask('POST', '/admin/reprice', body);
}

function queryOf(values: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(values).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return new URLSearchParams(given).toString();
}
