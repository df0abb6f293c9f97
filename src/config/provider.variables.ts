import type {
  ApiKey,
  ModelNames,
  ProviderDefinition,
  ProviderSettings,
} from '../port/provider-definition.js';
import { MODEL_NAME, MODEL_NAME_ACCEPTED } from '../port/model-name.js';
import type { VariableSource } from './settings.js';
import { httpUrl, pattern, readVariable, refuse, secret, splitList, type Variable } from './variable.js';

/** The variables of one provider, named after its id; derived from its definition, never listed by hand. */
export interface ProviderVariables {
  /** One for each key that it may have; none where the provider needs none. */
  readonly apiKeys: readonly Variable<string | null>[];
  /** `null` where the provider has no address. */
  readonly baseUrl: Variable<string> | null;
  readonly defaultModel: Variable<string>;
  readonly modelAliases: Variable<ReadonlyMap<string, string>>;
  /** By the header that they fill; '' = not sent. */
  readonly headers: ReadonlyMap<string, Variable<string>>;
}

/** The variables of a provider, with the definition's values as their defaults. */
export function providerVariables(definition: ProviderDefinition): ProviderVariables {
  const { displayName, baseUrl } = definition;
  const named = (suffix: string) => `${definition.id.toUpperCase().replaceAll('-', '_')}_${suffix}`;
  return {
    apiKeys: apiKeyVariables(definition).map((name) =>
      secret({ name, description: `Key for ${displayName}. Not set: it answers with an error.` }),
    ),
    baseUrl:
      baseUrl === null
        ? null
        : httpUrl({ name: named('BASE_URL'), description: `Address of ${displayName}.` }, baseUrl),
    defaultModel: pattern(
      { name: named('DEFAULT_MODEL'), description: `Model of ${displayName} for callers who name none.` },
      { ...modelNamesOf(definition), default: definition.defaultModel },
    ),
    modelAliases: aliases(
      {
        name: named('MODEL_ALIASES'),
        description: `More names for models of ${displayName}: name=model, separated by commas. Goes before the names that ship${shippedText(definition)}; name=name sends a name as it is.`,
      },
      definition,
    ),
    headers: new Map((definition.headerVariables ?? []).map((text) => [text.header, headerText(text)])),
  };
}

/** What a configured model of a provider may be called. */
export function modelNamesOf({ modelNames }: Pick<ProviderDefinition, 'modelNames'>): ModelNames {
  if (!modelNames) return { accepted: MODEL_NAME_ACCEPTED, matches: MODEL_NAME };
  const matches = { test: (name: string) => MODEL_NAME.test(name) && modelNames.matches.test(name) };
  return { accepted: `${MODEL_NAME_ACCEPTED}; ${modelNames.accepted}`, matches };
}

/** The variables of all keys that the provider may have. */
function apiKeyVariables({ apiKeyVariable, moreApiKeyVariables = [] }: ProviderDefinition): string[] {
  return apiKeyVariable === null ? [] : [apiKeyVariable, ...moreApiKeyVariables];
}

function headerText(text: Pick<Variable<unknown>, 'name' | 'description'>): Variable<string> {
  return pattern(text, { accepted: 'printable ASCII characters', matches: /^[\x20-\x7e]*$/, default: '' });
}

/** All of a provider's variables, in the order of documentation. */
export function listProviderVariables(definition: ProviderDefinition): Variable<unknown>[] {
  const { apiKeys, baseUrl, defaultModel, modelAliases, headers } = providerVariables(definition);
  return [...apiKeys, baseUrl, defaultModel, modelAliases, ...headers.values()].filter(
    (variable) => variable !== null,
  );
}

/**
 * What the operator configured for a provider.
 * @throws WrongVariableError
 */
export function readProviderSettings(
  definition: ProviderDefinition,
  valueOf: VariableSource,
): ProviderSettings {
  const variables = providerVariables(definition);
  const read = <T>(variable: Variable<T>) => readVariable(variable, valueOf(variable.name));
  return Object.freeze({
    apiKeys: Object.freeze(variables.apiKeys.flatMap((variable) => toApiKey(variable.name, read(variable)))),
    baseUrl: variables.baseUrl && read(variables.baseUrl),
    defaultModel: read(variables.defaultModel),
    modelAliases: read(variables.modelAliases),
    headers: Object.freeze(readHeaders(variables.headers, read)),
  });
}

function toApiKey(variable: string, value: string | null): ApiKey[] {
  return value === null ? [] : [Object.freeze({ variable, value })];
}

function readHeaders(
  headers: ReadonlyMap<string, Variable<string>>,
  read: (variable: Variable<string>) => string,
): Record<string, string> {
  const values = [...headers].map(([header, variable]) => [header, read(variable)] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== ''));
}

const ALIASES_ACCEPTED =
  'name=model pairs separated by commas, each name once, none leading back to itself through another';

function aliases(
  text: Pick<Variable<unknown>, 'name' | 'description'>,
  definition: ProviderDefinition,
): Variable<ReadonlyMap<string, string>> {
  const { matches } = modelNamesOf(definition);
  const ofModels = definition.modelNames ? `; each model ${definition.modelNames.accepted}` : '';
  const accepted = `${ALIASES_ACCEPTED}${ofModels}`;
  const parse = (value: string) => {
    const pairs = splitList(value).map(parsePair);
    const map = new Map(pairs.filter((pair) => pair !== null).filter(([, model]) => matches.test(model)));
    const all = new Map([...Object.entries(definition.modelAliases), ...map]);
    const isSound = map.size === pairs.length && !hasAliasLoop(all);
    return isSound ? map : refuse(accepted);
  };
  return { ...text, accepted, defaultText: '', isSecret: false, parse };
}

/** Splits at the first `=`: a sandbox model may have more of them. `null` = it is no pair. */
function parsePair(item: string): [name: string, model: string] | null {
  const middle = item.indexOf('=');
  const name = item.slice(0, middle).trim();
  const model = item.slice(middle + 1).trim();
  const isPair = middle > 0 && MODEL_NAME.test(name) && MODEL_NAME.test(model);
  return isPair ? [name, model] : null;
}

/** Whether some alias leads back to itself through another; of itself, it is an end and no loop. */
export function hasAliasLoop(aliasesByName: ReadonlyMap<string, string>): boolean {
  const seen = new Set<string>();
  for (const name of aliasesByName.keys()) {
    const way = new Set<string>();
    let current: string | undefined = name;
    while (current !== undefined && !seen.has(current)) {
      seen.add(current);
      way.add(current);
      const next = aliasesByName.get(current);
      current = next === current ? undefined : next;
    }
    if (current !== undefined && way.has(current)) return true;
  }
  return false;
}

function shippedText({ modelAliases }: ProviderDefinition): string {
  const pairs = Object.entries(modelAliases).map(([name, model]) => `${name}=${model}`);
  return pairs.length === 0 ? '' : ` (${pairs.join(', ')})`;
}
