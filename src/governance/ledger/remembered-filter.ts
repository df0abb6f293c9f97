import type { CallFilter } from './call-filters.js';

/** What of a call that is remembered a filter looks at; what is left out is not known. */
interface RememberedCall {
  readonly started_at: string;
  readonly key: string | null;
  readonly provider: string;
  readonly model_asked: string;
  readonly model_sent: string | null;
  readonly outcome: string;
  readonly session?: string | null;
  readonly client?: string | null;
  readonly surface?: string | null;
  readonly user?: string | null;
  readonly team?: string | null;
}

/** Compared as they are; the names are those of a filter, too. */
const NAMES = ['key', 'user', 'team', 'provider', 'outcome', 'session', 'client', 'surface'] as const;

/** Whether a filter means a call, as the ledger has it; by what is not known of the call, it does not. */
export function isMeant(call: RememberedCall, filter: CallFilter): boolean {
  const { fromMs = null, toMs = null } = filter;
  const startedMs = Date.parse(call.started_at);
  if ((fromMs !== null && startedMs < fromMs) || (toMs !== null && startedMs >= toMs)) return false;
  if (NAMES.some((name) => (filter[name] ?? null) !== null && call[name] !== filter[name])) return false;
  return isOfModel(call, filter);
}

function isOfModel(
  { model_asked, model_sent, provider }: RememberedCall,
  { model = null, owned = null }: CallFilter,
): boolean {
  if (model === null) return true;
  if (owned === null) return [model_asked, model_sent, `${provider}/${model_sent}`].includes(model);
  const { name } = owned;
  if (provider === owned.provider) return [model, name].includes(model_asked) || model_sent === name;
  return model_asked === model && model_sent !== null && model_sent !== model;
}
