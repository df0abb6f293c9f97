import type { ProviderDefinition } from '../../port/provider-definition.js';
import type { Problem } from './check-routes.js';
import type { FileProvider } from './file-content.js';
import { isTakenVariable, takenWords } from './taken-variables.js';

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
    return isTakenVariable(name) ? [{ path, words: takenWords(name) }] : [];
  });
}
