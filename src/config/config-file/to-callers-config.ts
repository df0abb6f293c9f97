import { parseTime } from '../../common/rfc3339.js';
import type { CallersConfig, OperatorKey, OperatorScope } from '../callers-config.js';
import type { FileContent, FileKey } from './file-content.js';

/** What the file says of callers. */
export function toCallersConfig({ keys, teams, users, budgets }: FileContent): CallersConfig {
  return Object.freeze({
    keys: Object.entries(keys ?? {}).map(([name, key]) => toKey(name, key)),
    scopes: [
      ...toScopes('team', teams),
      ...toScopes('user', users),
      ...toScopes('selector', budgets?.selectors),
      ...toScopes('everything', budgets?.everything && { '': budgets.everything }),
    ],
  });
}

function toKey(
  name: string,
  { key_variable: keyVariable, expires_at: expiresAt, ...said }: FileKey,
): OperatorKey {
  return {
    user: null,
    team: null,
    tags: {},
    metadata: {},
    allowed: null,
    enabled: true,
    ...said,
    name,
    keyVariable,
    expiresAtMs: expiresAt ? parseTime(expiresAt) : null,
  };
}

function toScopes(
  kind: OperatorScope['kind'],
  scopes: Readonly<Record<string, OperatorScope['definition']>> | null | undefined,
): OperatorScope[] {
  return Object.entries(scopes ?? {}).map(([name, definition]) => ({ kind, name, definition }));
}
