import { numberAsDecimal } from '../../common/number-as-decimal.js';
import type { FileBudget, FileSpending } from '../../config/config-file/file-content.js';
import type { NamedScope } from './scopes.js';
import type { VirtualKey } from './virtual-key.js';

/** A key as it stands in answers and in the audit; what it is spelled like is in neither. */
export function describeKey(key: VirtualKey) {
  const { id, name, user, team, tags, metadata, allowed, limits = [], enabled } = key;
  return {
    id,
    prefix: `tg_${id}`,
    name,
    user,
    team,
    tags,
    metadata,
    allowed,
    budgets: budgetsIn(key),
    limits,
    expires_at: toTime(key.expiresAtMs),
    enabled,
    capture: key.capture ?? null,
    created_at: key.isFromFile ? null : toTime(key.createdAtMs),
    updated_at: key.isFromFile ? null : toTime(key.updatedAtMs),
    source: key.isFromFile ? 'file' : 'store',
  };
}

/** The same of a team, a user, a selector or everything. */
export function describeScope({ kind, name, definition, isFromFile }: NamedScope) {
  const { match, allowed = null, limits = [] } = definition;
  // whoever a selector meets is let in by what others say
  const told = kind === 'selector' ? { match } : { allowed };
  const budgets = budgetsIn(definition);
  const source = isFromFile ? 'file' : 'store';
  return { ...(name !== '' && { name }), ...told, budgets, limits, source };
}

/** What new keys and teams begin with. */
export function describeDefaults({ definition, isFromFile }: NamedScope) {
  const source = isFromFile ? 'file' : 'store';
  return { key: inDecimals(definition.key), team: inDecimals(definition.team), source };
}

/** Whichever of the two it is, for the audit. */
export function describeAny(scope: NamedScope) {
  return scope.kind === 'defaults' ? describeDefaults(scope) : describeScope(scope);
}

function inDecimals(spending: FileSpending = {}): FileSpending {
  return { ...spending, ...(spending.budgets && { budgets: budgetsIn(spending) }) };
}

/** Money is told in decimals, be it written as a number. */
function budgetsIn({
  budgets = [],
}: FileSpending): readonly (FileBudget & { readonly budget_usd: string })[] {
  return budgets.map((budget) => ({ ...budget, budget_usd: numberAsDecimal(budget.budget_usd) }));
}

function toTime(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
