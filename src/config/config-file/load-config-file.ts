import { existsSync } from 'node:fs';
import type { ProviderDefinition } from '../../port/provider-definition.js';
import type { ConfigFile } from './config-file.js';

const USUAL_NAME = 'tollgate.yaml';

/**
 * The file that `TOLLGATE_CONFIG` names, or the usual one where there is one; `null` = none.
 * @param shipped the providers that ship.
 * @throws WrongConfigFileError
 */
export function loadConfigFile(
  { TOLLGATE_CONFIG: named = '' }: Readonly<Record<string, string | undefined>>,
  shipped: readonly ProviderDefinition[],
): ConfigFile | null {
  if (named.trim() !== '') return loadConfigFileAt(named.trim(), shipped);
  return existsSync(USUAL_NAME) ? loadConfigFileAt(USUAL_NAME, shipped) : null;
}

/**
 * The file at this path. Parser and validator take time and memory, and are loaded where there is a file to read.
 * @param shipped the providers that ship.
 * @throws WrongConfigFileError
 */
export function loadConfigFileAt(path: string, shipped: readonly ProviderDefinition[]): ConfigFile {
  const reader = require('./config-file.js') as typeof import('./config-file.js');
  return reader.readConfigFile(path, shipped);
}
