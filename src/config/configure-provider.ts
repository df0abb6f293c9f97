import type { ConfiguredProvider } from '../port/configured-provider.js';
import type { OperatorSettings, ProviderDefinition } from '../port/provider-definition.js';
import type { OperatorConfig, OperatorProvider } from './operator-config.js';
import { readProviderSettings } from './provider.variables.js';
import type { VariableSource } from './settings.js';

/**
 * Variables go before the operator's file, and the file before what ships.
 * @throws WrongVariableError
 */
export function configureProvider(
  shipped: ProviderDefinition,
  operator: OperatorConfig,
  valueOf: VariableSource,
): ConfiguredProvider {
  const definition = withOperator(shipped, operator);
  const settings = readProviderSettings(definition, valueOf);
  const own = operatorOf(shipped, operator);
  if (!own) return Object.freeze({ definition, settings });
  return Object.freeze({
    definition,
    settings: Object.freeze({
      ...settings,
      ...settingsOf(own),
      headers: Object.freeze({ ...own.headers, ...settings.headers }),
      modelAliases: new Map([...Object.entries(own.modelAliases), ...settings.modelAliases]),
    }),
  });
}

/** Each of them: one that is forgotten here does not compile. */
const OPERATOR_SETTINGS: Readonly<Record<keyof OperatorSettings, true>> = Object.freeze({
  prices: true,
  timeouts: true,
  modelTimeouts: true,
  maxCalls: true,
  forwardsContext: true,
  affinity: true,
  hasResponses: true,
  hasChat: true,
  hasMessages: true,
});

function settingsOf(own: OperatorProvider): OperatorSettings {
  const said = Object.entries(own).filter(
    ([key, value]) => Object.hasOwn(OPERATOR_SETTINGS, key) && value !== undefined,
  );
  return Object.fromEntries(said);
}

/** The definition under what the operator says of it; the variables of the provider follow from this one. */
export function withOperator(shipped: ProviderDefinition, operator: OperatorConfig): ProviderDefinition {
  const own = operatorOf(shipped, operator);
  if (!own) return shipped;
  return Object.freeze({
    ...shipped,
    displayName: own.displayName ?? shipped.displayName,
    baseUrl: own.baseUrl ?? shipped.baseUrl,
    defaultModel: own.defaultModel ?? shipped.defaultModel,
    modelAliases: Object.freeze({ ...shipped.modelAliases, ...own.modelAliases }),
    modelFamilies: Object.freeze([...own.modelFamilies, ...shipped.modelFamilies]),
    ...keyVariables(own),
  });
}

/** What the operator names besides the providers that ship. */
export function addedDefinitions(
  shipped: readonly ProviderDefinition[],
  { providers }: OperatorConfig,
): ProviderDefinition[] {
  const ids = new Set(shipped.map(({ id }) => id));
  return providers.filter(({ id }) => !ids.has(id)).map(toDefinition);
}

/** A provider that does not ship: it speaks as OpenAI does; the rest is what the operator says of it. */
export function toDefinition(own: OperatorProvider): ProviderDefinition {
  const nothingKnown: ProviderDefinition = {
    id: own.id,
    displayName: own.id,
    baseUrl: null,
    apiKeyVariable: null,
    defaultModel: '',
    modelAliases: {},
    modelFamilies: [],
    modelLifecycle: [],
    isSimulated: false,
    // Its models may have names that the price table knows from elsewhere.
    priceProviderId: null,
  };
  return withOperator(nothingKnown, { providers: [own] });
}

function keyVariables({ apiKeyVariables }: OperatorProvider) {
  if (!apiKeyVariables) return {};
  const [apiKeyVariable = null, ...moreApiKeyVariables] = apiKeyVariables;
  return { apiKeyVariable, moreApiKeyVariables };
}

function operatorOf({ id }: ProviderDefinition, { providers }: OperatorConfig): OperatorProvider | undefined {
  return providers.find((provider) => provider.id === id);
}
