import type { ProviderDefinition } from '../../port/provider-definition.js';
import type { Problem } from './check-routes.js';
import type { FileProvider } from './file-content.js';
import { FILE_SETTINGS } from './file-settings.js';

const VARIABLES_OF_THE_SHELL = new Set(
  'HOME PATH PWD USER SHELL HOSTNAME LANG TERM NODE_OPTIONS NODE_ENV'.split(' '),
);

/** @param shipped the definition under the entry's id; `undefined` = it does not ship. */
export function keyProblems(
  { api_key_variable: one, api_key_variables: several }: FileProvider,
  shipped: ProviderDefinition | undefined,
): Problem[] {
  if (one !== undefined && several) {
    return [{ path: ['api_key_variables'], words: 'and api_key_variable exclude each other' }];
  }
  const names = several ?? (one === undefined ? [] : [one]);
  if (names.length > 0 && shipped?.isSimulated) {
    const path = [several ? 'api_key_variables' : 'api_key_variable'];
    return [{ path, words: 'has no meaning: a simulator needs no key' }];
  }
  return names.flatMap((name, index) => {
    const path = several ? ['api_key_variables', index] : ['api_key_variable'];
    return isTaken(name) ? [{ path, words: `names ${name}, which means something else` }] : [];
  });
}

/** Secrets of the gateway's own, and where its file is. */
const RESERVED = [
  'GATEWAY_API_KEYS',
  'ADMIN_API_KEY',
  'DATABASE_URL',
  'OIDC_CLIENT_SECRET',
  'REDIS_URL',
  'TOLLGATE_CONFIG',
];

/** Names of settings, of what derives from a provider's id, and of what every process has. */
function isTaken(name: string): boolean {
  const isSetting = FILE_SETTINGS.some(({ variable }) => variable.name === name);
  const isReserved = RESERVED.includes(name);
  const isDerived = /_(BASE_URL|DEFAULT_MODEL|MODEL_ALIASES)$/.test(name);
  return isSetting || isReserved || isDerived || VARIABLES_OF_THE_SHELL.has(name);
}
