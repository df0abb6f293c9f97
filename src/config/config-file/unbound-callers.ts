import type { ConfigFile } from './config-file.js';
import { nameOf, type ConfigPath } from './config-path.js';

/** A line where the file says what everybody may ask for, and callers need no key: those it cannot bind. */
export function unboundCallerNotes({ content, where }: ConfigFile, hasKeys: boolean): string[] {
  if (hasKeys || !content.budgets?.everything?.allowed) return [];
  const path: ConfigPath = ['budgets', 'everything', 'allowed'];
  return [`${nameOf(path)} (${where(path)}) binds callers with a key alone, and none is set.`];
}
