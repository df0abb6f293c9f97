import type { ProviderDefinition } from '../../port/provider-definition.js';
import { hasAliasLoop, modelNamesOf } from '../provider.variables.js';
import { httpUrl, readVariable, UnacceptedValue, WrongVariableError } from '../variable.js';
import type { ConfigDocument } from './config-document.js';
import { budgetProblems } from './check-budgets.js';
import { callerKeyProblems } from './check-callers.js';
import { captureProblems } from './check-capture.js';
import { headerProblems } from './check-headers.js';
import { expiryProblems } from './check-expiry.js';
import { keyProblems } from './check-keys.js';
import { parameterProblems } from './check-parameter-rules.js';
import { routeProblems, type Problem } from './check-routes.js';
import { nameOf, type ConfigPath } from './config-path.js';
import type { FileContent, FileProvider } from './file-content.js';
import { FILE_SETTINGS } from './file-settings.js';

const WEBHOOK_URL = httpUrl({ name: 'url', description: '' }, '');
const BASE_URL = httpUrl({ name: 'base_url', description: '' }, '');

/**
 * What is wrong although the shape is right, a line each.
 * @param shipped the providers that ship.
 */
export function checkMeaning(
  content: FileContent,
  document: ConfigDocument,
  shipped: readonly ProviderDefinition[],
): string[] {
  const complain = (path: ConfigPath, words: string) => `${document.where(path)}: ${nameOf(path)} ${words}`;
  const providers = content.providers ?? [];
  return [
    ...settingProblems(content),
    ...routeProblems(content, shipped),
    ...budgetProblems(content),
    ...callerKeyProblems(content, shipped),
    ...expiryProblems(content),
    ...webhookProblems(content),
    ...captureProblems(content),
    ...providers.flatMap((provider, index) =>
      [
        ...identityProblems(provider, providers.slice(0, index), shipped),
        ...addressProblems(provider, shippedAs(provider.id, shipped)),
        ...keyProblems(provider, shippedAs(provider.id, shipped)),
        ...headerProblems(provider),
        ...aliasProblems(provider, shippedAs(provider.id, shipped)),
        ...modelProblems(provider, shippedAs(provider.id, shipped)),
        ...wireProblems(provider),
        ...priceProblems(provider),
        ...parameterProblems(provider),
      ].map(({ path, words }): Problem => ({ path: ['providers', index, ...path], words })),
    ),
  ].map(({ path, words }) => complain(path, words));
}

function settingProblems({ settings }: FileContent): Problem[] {
  return FILE_SETTINGS.filter(({ key }) => settings?.[key] !== undefined).flatMap(({ key, variable }) => {
    try {
      readVariable(variable, settings?.[key]);
      return [];
    } catch (error) {
      if (!(error instanceof WrongVariableError)) throw error;
      return [{ path: ['settings', key], words: `must be ${variable.accepted}` }];
    }
  });
}

function webhookProblems({ budget_webhook: webhook }: FileContent): Problem[] {
  if (!webhook) return [];
  try {
    readVariable(WEBHOOK_URL, webhook.url);
    return [];
  } catch (error) {
    if (!(error instanceof WrongVariableError)) throw error;
    return [{ path: ['budget_webhook', 'url'], words: `must be ${WEBHOOK_URL.accepted}` }];
  }
}

function shippedAs(id: string, shipped: readonly ProviderDefinition[]): ProviderDefinition | undefined {
  return shipped.find((definition) => definition.id === id);
}

function identityProblems(
  { id }: FileProvider,
  before: readonly FileProvider[],
  shipped: readonly ProviderDefinition[],
): Problem[] {
  if (before.some((other) => other.id === id)) return [{ path: ['id'], words: 'is taken by an entry above' }];
  const newer = shipped.find(({ olderIds }) => olderIds?.includes(id));
  return newer ? [{ path: ['id'], words: `is an older spelling; write ${newer.id}` }] : [];
}

function wireProblems({ chat_api, responses_api }: FileProvider): Problem[] {
  const hasNone = chat_api === false && responses_api === false;
  return hasNone
    ? [{ path: ['chat_api'], words: 'is false, and so is responses_api: one of them is needed' }]
    : [];
}

function addressProblems(
  { id, base_url, default_model }: FileProvider,
  shipped: ProviderDefinition | undefined,
): Problem[] {
  if (base_url !== undefined && shipped?.baseUrl === null) {
    return [{ path: ['base_url'], words: `has no meaning: ${id} answers inside the gateway` }];
  }
  const missing = Object.entries({ base_url, default_model }).filter(
    ([, value]) => !shipped && value === undefined,
  );
  const wrong = base_url !== undefined && !isAddress(base_url);
  return [
    ...missing.map(([key]) => ({
      path: [],
      words: `needs ${key}, for "${id}" does not ship with the gateway`,
    })),
    ...(wrong ? [{ path: ['base_url'], words: `must be ${BASE_URL.accepted}` }] : []),
  ];
}

/** As it stands: unlike a variable, it is not trimmed. */
function isAddress(text: string): boolean {
  try {
    return BASE_URL.parse(text) !== '';
  } catch (error) {
    if (error instanceof UnacceptedValue) return false;
    throw error;
  }
}

function aliasProblems(
  { model_aliases: aliases = {} }: FileProvider,
  shipped: ProviderDefinition | undefined,
): Problem[] {
  const all = new Map(Object.entries({ ...shipped?.modelAliases, ...aliases }));
  return hasAliasLoop(all) ? [{ path: ['model_aliases'], words: 'leads back to itself' }] : [];
}

/** Names that the provider cannot have. */
function modelProblems(
  { default_model, model_aliases: aliases = {} }: FileProvider,
  shipped: ProviderDefinition | undefined,
): Problem[] {
  const { matches, accepted } = modelNamesOf(shipped ?? {});
  const named: [ConfigPath, string | undefined][] = [
    [['default_model'], default_model],
    ...Object.entries(aliases).map(([name, model]): [ConfigPath, string] => [['model_aliases', name], model]),
  ];
  return named
    .filter(([, model]) => model !== undefined && !matches.test(model))
    .map(([path]) => ({ path, words: `must be ${accepted}` }));
}

/** A number may be written in a form that is not read, such as 1e-7. */
function priceProblems({ prices = {} }: FileProvider): Problem[] {
  return Object.entries(prices).flatMap(([model, price]) =>
    Object.entries(price)
      .filter(([, value]) => !/^\d{1,12}(\.\d{1,12})?$/.test(String(value)))
      .map(([key]) => ({ path: ['prices', model, key], words: 'must be a decimal number, such as "0.15"' })),
  );
}
