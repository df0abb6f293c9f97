import { loadConfigFileAt } from '../config/config-file/load-config-file.js';
import type { OperatorConfig } from '../config/operator-config.js';
import { SHIPPED_DEFINITIONS } from './catalog.js';

/**
 * The providers of a `tollgate.yaml`, for a host application's `LlmProvidersModule.forRoot({ operatorConfig })`. Its
 * `settings` are the service's own and are checked, but not used.
 * @throws WrongConfigFileError naming line, column and key of everything that is wrong with the file.
 */
export function readOperatorConfig(path: string): OperatorConfig {
  return loadConfigFileAt(path, SHIPPED_DEFINITIONS).operator;
}
