import type { NamedScope } from './scopes.js';
import type { VirtualKey } from './virtual-key.js';

/** A key as it stands in answers and in the audit; what it is spelled like is in neither. */
export function describeKey(key: VirtualKey) {
  const { id, name, user, team, tags, metadata, allowed, budgets = [], limits = [], enabled } = key;
  return {
    id,
    prefix: `tg_${id}`,
    name,
    user,
    team,
    tags,
    metadata,
    allowed,
    budgets,
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
export function describeScope({ name, definition, isFromFile }: NamedScope) {
  const { match, allowed = null, budgets = [], limits = [] } = definition;
  const source = isFromFile ? 'file' : 'store';
  return { ...(name !== '' && { name }), ...(match && { match }), allowed, budgets, limits, source };
}

/** What new keys and teams begin with. */
export function describeDefaults({ definition, isFromFile }: NamedScope) {
  const source = isFromFile ? 'file' : 'store';
  return { key: definition.key ?? {}, team: definition.team ?? {}, source };
}

/** Whichever of the two it is, for the audit. */
export function describeAny(scope: NamedScope) {
  return scope.kind === 'defaults' ? describeDefaults(scope) : describeScope(scope);
}

function toTime(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
