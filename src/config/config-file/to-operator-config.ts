import type {
  ModelFamily,
  OperatorPrice,
  ParameterRule,
  ProviderTimeouts,
} from '../../port/provider-definition.js';
import type { OperatorConfig, OperatorProvider, OperatorRoute } from '../operator-config.js';
import type {
  FileContent,
  FileParameterRule,
  FileParameterRules,
  FilePrice,
  FileProvider,
  FileRoute,
  FileTimeouts,
} from './file-content.js';
import { modelMatcher } from './model-matcher.js';
import { toCaptureConfig } from './to-capture-config.js';
import { toCallersConfig } from './to-callers-config.js';
import { toSpendingConfig } from './to-spending-config.js';

/** @param source the name of the file. */
export function toOperatorConfig(content: FileContent, source: string): OperatorConfig {
  const { providers, routes } = content;
  return Object.freeze({
    providers: (providers ?? []).map((provider) => toOperatorProvider(provider, source)),
    routes: (routes ?? []).map(toRoute),
    spending: toSpendingConfig(content),
    callers: toCallersConfig(content),
    capture: toCaptureConfig(content),
  });
}

function toOperatorProvider(provider: FileProvider, source: string): OperatorProvider {
  const { id, display_name, base_url, default_model, api_key_variable, api_key_variables } = provider;
  const variables = api_key_variables ?? (api_key_variable === undefined ? undefined : [api_key_variable]);
  return Object.freeze({
    id,
    ...(display_name !== undefined && { displayName: display_name }),
    ...(base_url !== undefined && { baseUrl: base_url.replace(/\/+$/, '') }),
    ...(default_model !== undefined && { defaultModel: default_model }),
    ...(variables && { apiKeyVariables: variables }),
    headers: provider.headers ?? {},
    modelAliases: provider.model_aliases ?? {},
    prices: new Map(Object.entries(provider.prices ?? {}).map(([model, price]) => [model, toPrice(price)])),
    modelFamilies: (provider.parameter_rules ?? []).map((rules, index) =>
      toFamily(rules, `${id}-${index}`, source),
    ),
    ...(provider.timeouts && { timeouts: toTimeouts(provider.timeouts) }),
    ...(provider.model_timeouts && {
      modelTimeouts: provider.model_timeouts.map(({ models, ...timeouts }) => ({
        ...toTimeouts(timeouts),
        matches: modelMatcher(models),
      })),
    }),
    ...(provider.max_calls !== undefined && { maxCalls: provider.max_calls }),
    ...(provider.forward_context !== undefined && { forwardsContext: provider.forward_context }),
    ...(provider.affinity !== undefined && { affinity: provider.affinity }),
    ...(provider.responses_api !== undefined && { hasResponses: provider.responses_api }),
    ...(provider.chat_api !== undefined && { hasChat: provider.chat_api }),
    ...(provider.messages_api !== undefined && { hasMessages: provider.messages_api }),
  });
}

function toTimeouts(timeouts: FileTimeouts): ProviderTimeouts {
  const { connect_ms, first_byte_ms, first_token_ms, idle_ms, total_ms } = timeouts;
  return {
    ...(connect_ms !== undefined && { connectMs: connect_ms }),
    ...(first_byte_ms !== undefined && { firstByteMs: first_byte_ms }),
    ...(first_token_ms !== undefined && { firstTokenMs: first_token_ms }),
    ...(idle_ms !== undefined && { idleMs: idle_ms }),
    ...(total_ms !== undefined && { totalMs: total_ms }),
  };
}

function toRoute({ id, display_name, strategy = 'ordered', affinity, targets }: FileRoute): OperatorRoute {
  return Object.freeze({
    id,
    ...(display_name !== undefined && { displayName: display_name }),
    strategy,
    ...(affinity !== undefined && { affinity }),
    targets: targets.map(({ provider, model, weight = 1 }) => ({
      providerId: provider,
      ...(model !== undefined && { model }),
      weight,
    })),
  });
}

function toPrice(price: FilePrice): OperatorPrice {
  const texts = Object.entries(price).map(([name, amount]) => [name, String(amount)]);
  return Object.fromEntries(texts) as OperatorPrice;
}

function toFamily(
  { models, defaults = {}, no_defaults: withheldDefaults = [], rules = {} }: FileParameterRules,
  id: string,
  source: string,
): ModelFamily {
  return {
    id,
    matches: modelMatcher(models),
    rules: Object.fromEntries(Object.entries(rules).map(([parameter, rule]) => [parameter, toRule(rule)])),
    defaults,
    addsDefaults: true,
    withheldDefaults,
    source,
  };
}

function toRule({ action, to = '', values = [], reason }: FileParameterRule): ParameterRule {
  switch (action) {
    case 'rename':
      return { kind: 'rename', to, reason: reason ?? `the operator configured it to be sent as ${to}` };
    case 'only':
      return {
        kind: 'only',
        values,
        reason: reason ?? `the operator configured it to be one of ${values.join(', ')}`,
      };
    case 'drop':
      return { kind: 'drop', reason: reason ?? 'the operator configured it to be left out' };
  }
}
