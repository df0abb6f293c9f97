import type { ProviderDefinition } from '../../port/provider-definition.js';
import type { Problem } from './check-routes.js';
import type { ConfigPath } from './config-path.js';
import type { FileContent, FileProvider } from './file-content.js';
import { isTakenVariable, takenWords } from './taken-variables.js';

/**
 * What is wrong with the variables that hold keys of callers, and the secret of the webhook: one that is a provider's
 * key, too, would hand that out.
 * @param shipped the providers that ship.
 */
export function callerKeyProblems(
  { keys, providers, budget_webhook: webhook }: FileContent,
  shipped: readonly ProviderDefinition[],
): Problem[] {
  const ofProviders = new Set([...shipped.flatMap(shippedKeys), ...(providers ?? []).flatMap(ownKeys)]);
  const named: [ConfigPath, string][] = [
    ...Object.entries(keys ?? {}).map(([name, { key_variable: variable }]): [ConfigPath, string] => [
      ['keys', name, 'key_variable'],
      variable,
    ]),
    ...(webhook ? [[['budget_webhook', 'secret_variable'], webhook.secret_variable] as const] : []),
  ].map(([path, variable]) => [path, variable]);
  return named
    .filter(([, variable]) => isTakenVariable(variable) || ofProviders.has(variable))
    .map(([path, variable]) => ({ path, words: takenWords(variable) }));
}

function shippedKeys({ apiKeyVariable, moreApiKeyVariables = [] }: ProviderDefinition): readonly string[] {
  return apiKeyVariable === null ? [] : [apiKeyVariable, ...moreApiKeyVariables];
}

function ownKeys({
  api_key_variable: one,
  api_key_variables: several = [],
}: FileProvider): readonly string[] {
  return one === undefined ? several : [one];
}
