import { CliUsageError } from './usage-error.js';

/** Options of `keys create`, as they were written. */
export interface KeyOptions {
  readonly user?: string;
  readonly team?: string;
  readonly tag?: readonly string[];
  readonly metadata?: readonly string[];
  readonly provider?: readonly string[];
  readonly model?: readonly string[];
  readonly route?: readonly string[];
  readonly budget?: readonly string[];
  readonly requests?: readonly string[];
  readonly tokens?: readonly string[];
  readonly concurrent?: string;
  readonly expires?: string;
}

/** The body of `POST /admin/keys`. @throws CliUsageError */
export function keyFromOptions(name: string, options: KeyOptions): object {
  const { user, team, tag, metadata, provider, model, route, budget, expires } = options;
  const allowed = {
    ...(provider && { providers: provider }),
    ...(model && { models: model }),
    ...(route && { routes: route }),
  };
  const limits = limitsIn(options);
  return {
    name,
    ...(user !== undefined && { user }),
    ...(team !== undefined && { team }),
    ...(tag && { tags: pairs(tag) }),
    ...(metadata && { metadata: pairs(metadata) }),
    ...(Object.keys(allowed).length > 0 && { allowed }),
    ...(budget && { budgets: budget.map((text) => ({ budget_usd: before(text), per: behind(text) })) }),
    ...(limits.length > 0 && { limits }),
    ...(expires !== undefined && { expires_at: expires }),
  };
}

function limitsIn({ requests = [], tokens = [], concurrent }: KeyOptions): object[] {
  return [
    ...requests.map((text) => ({ requests: whole(before(text)), per: behind(text) })),
    ...tokens.map((text) => ({ tokens: whole(before(text)), per: behind(text) })),
    ...(concurrent === undefined ? [] : [{ concurrent: whole(concurrent) }]),
  ];
}

function pairs(texts: readonly string[]): Record<string, string> {
  const named = new Map<string, string>();
  for (const text of texts) {
    const at = text.indexOf('=');
    if (at < 1) throw new CliUsageError(`${text}: write name=value`);
    const name = text.slice(0, at);
    if (named.has(name)) throw new CliUsageError(`${text}: ${name} is there already`);
    named.set(name, text.slice(at + 1));
  }
  return Object.fromEntries(named);
}

function before(text: string): string {
  return text.slice(0, Math.max(0, text.indexOf('/')));
}

function behind(text: string): string {
  if (!text.includes('/'))
    throw new CliUsageError(`${text}: write an amount and its period, such as 5.00/day`);
  return text.slice(text.indexOf('/') + 1);
}

function whole(text: string): number {
  if (!/^\d{1,12}$/.test(text)) throw new CliUsageError(`${text}: write a whole number`);
  return Number(text);
}
