import type { Answer, AskAdmin } from './admin-client.js';
import { allPages } from './all-pages.js';
import { checkOptions, onlyOne } from './command-options.js';
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
    checkOptions('prices list', options);
    const { provider: providers, model: models } = options;
    const filter = { provider: onlyOne('provider', providers), model: onlyOne('model', models) };
    return (ask) => allPages(ask, '/admin/prices', filter);
  }
  if (verb !== 'set' || provider === undefined || model === undefined || more.length > 0)
    throw new CliUsageError('prices has the verbs list, and set PROVIDER MODEL');
  checkOptions('prices set', options);
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
export function repriceCommand(options: PriceOptions): Command {
  checkOptions('reprice', options);
  const { from, to } = options;
  const [model, provider] = [onlyOne('model', options.model), onlyOne('provider', options.provider)];
  if (from === undefined || to === undefined || model === undefined)
    throw new CliUsageError('reprice needs --model, --from and --to');
  const body = { from, to, model, ...(provider !== undefined && { provider }) };
  return (ask) => ask('POST', '/admin/reprice', body);
}
