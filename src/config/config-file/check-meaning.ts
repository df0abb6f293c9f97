import { PROVIDER_CATALOG } from '../../llm-providers/catalog.js';
import type { ProviderDefinition } from '../../llm-providers/port/provider-definition.js';
import { hasAliasLoop } from '../provider.variables.js';
import { httpUrl, readVariable, WrongVariableError } from '../variable.js';
import type { ConfigDocument } from './config-document.js';
import { routeProblems, type Problem } from './check-routes.js';
import { nameOf, type ConfigPath } from './config-path.js';
import type { FileContent, FileProvider } from './file-content.js';
import { FILE_SETTINGS } from './file-settings.js';

/** Headers that the gateway sets by itself, or that carry secrets. */
const HEADERS_OF_OURS = new Set(
  'accept connection content-encoding content-length content-type expect host keep-alive te trailer transfer-encoding upgrade user-agent x-request-id'.split(
    ' ',
  ),
);
const SECRET_HEADER = /^(authorization|proxy-authorization|cookie|(x-(goog-)?)?api-key)$/i;

const BASE_URL = httpUrl({ name: 'base_url', description: '' }, '');

/** What is wrong although the shape is right, a line each. */
export function checkMeaning(content: FileContent, document: ConfigDocument): string[] {
  const complain = (path: ConfigPath, words: string) => `${document.where(path)}: ${nameOf(path)} ${words}`;
  const providers = content.providers ?? [];
  return [
    ...settingProblems(content),
    ...routeProblems(content),
    ...providers.flatMap((provider, index) =>
      [
        ...identityProblems(provider, providers.slice(0, index)),
        ...addressProblems(provider),
        ...keyProblems(provider),
        ...headerProblems(provider),
        ...aliasProblems(provider),
        ...priceProblems(provider),
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

function shippedAs(id: string): ProviderDefinition | undefined {
  return PROVIDER_CATALOG.find(({ definition }) => definition.id === id)?.definition;
}

function identityProblems({ id }: FileProvider, before: readonly FileProvider[]): Problem[] {
  if (before.some((other) => other.id === id)) return [{ path: ['id'], words: 'is taken by an entry above' }];
  const newer = PROVIDER_CATALOG.find(({ definition }) => definition.olderIds?.includes(id))?.definition;
  return newer ? [{ path: ['id'], words: `is an older spelling; write ${newer.id}` }] : [];
}

function addressProblems({ id, base_url, default_model }: FileProvider): Problem[] {
  const shipped = shippedAs(id);
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

function isAddress(text: string): boolean {
  try {
    return text.trim() !== '' && readVariable(BASE_URL, text) !== '';
  } catch (error) {
    if (error instanceof WrongVariableError) return false;
    throw error;
  }
}

function keyProblems({ id, api_key_variable: one, api_key_variables: several }: FileProvider): Problem[] {
  if (one !== undefined && several) {
    return [{ path: ['api_key_variables'], words: 'and api_key_variable exclude each other' }];
  }
  const names = several ?? (one === undefined ? [] : [one]);
  if (names.length > 0 && shippedAs(id)?.isSimulated) {
    return [
      {
        path: [several ? 'api_key_variables' : 'api_key_variable'],
        words: 'has no meaning: a simulator needs no key',
      },
    ];
  }
  const taken = names.filter((name) => isTaken(name));
  return taken.map((name) => ({
    path: several ? ['api_key_variables', several.indexOf(name)] : ['api_key_variable'],
    words: `names ${name}, which means something else`,
  }));
}

/** Names of settings, and of what derives from a provider's id. */
function isTaken(name: string): boolean {
  const isSetting = FILE_SETTINGS.some(({ variable }) => variable.name === name);
  const isReserved = name === 'GATEWAY_API_KEYS' || name === 'TOLLGATE_CONFIG';
  return isSetting || isReserved || /_(BASE_URL|DEFAULT_MODEL|MODEL_ALIASES)$/.test(name);
}

function headerProblems({ headers = {} }: FileProvider): Problem[] {
  return Object.keys(headers).flatMap((name): Problem[] => {
    const path = ['headers', name];
    if (SECRET_HEADER.test(name)) {
      return [
        { path, words: 'would carry a secret; put it into a variable and name that in api_key_variable' },
      ];
    }
    return HEADERS_OF_OURS.has(name.toLowerCase()) ? [{ path, words: 'is set by the gateway itself' }] : [];
  });
}

function aliasProblems({ id, model_aliases: aliases = {} }: FileProvider): Problem[] {
  const all = new Map(Object.entries({ ...shippedAs(id)?.modelAliases, ...aliases }));
  return hasAliasLoop(all) ? [{ path: ['model_aliases'], words: 'leads back to itself' }] : [];
}

/** A number may be written in a form that is not read, such as 1e-7. */
function priceProblems({ prices = {} }: FileProvider): Problem[] {
  return Object.entries(prices).flatMap(([model, price]) =>
    Object.entries(price)
      .filter(([, value]) => !/^\d{1,12}(\.\d{1,12})?$/.test(String(value)))
      .map(([key]) => ({ path: ['prices', model, key], words: 'must be a decimal number, such as "0.15"' })),
  );
}
