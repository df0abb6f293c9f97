import { existsSync } from 'node:fs';
import type { OperatorConfig } from '../operator-config.js';
import type { ConfigFile } from './config-file.js';

const USUAL_NAME = 'tollgate.yaml';

/**
 * The file that `TOLLGATE_CONFIG` names, or the usual one where there is one; `null` = none.
 * @throws WrongConfigFileError
 */
export function loadConfigFile({
  TOLLGATE_CONFIG: named = '',
}: Readonly<Record<string, string | undefined>>): ConfigFile | null {
  if (named.trim() !== '') return reader().readConfigFile(named.trim());
  return existsSync(USUAL_NAME) ? reader().readConfigFile(USUAL_NAME) : null;
}

/**
 * The providers of a `tollgate.yaml`, for a host application's `LlmProvidersModule.forRoot({ operatorConfig })`. Its
 * `settings` are the service's own and are checked, but not used.
 * @throws WrongConfigFileError naming line, column and key of everything that is wrong with the file.
 */
export function readOperatorConfig(path: string): OperatorConfig {
  return reader().readConfigFile(path).operator;
}

/** Loaded where there is a file to read: parser and validator take time and memory. */
function reader(): typeof import('./config-file.js') {
  return require('./config-file.js') as typeof import('./config-file.js');
}
