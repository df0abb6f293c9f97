import type { ModelRequest } from '../../../port/canonical.js';
import type { ModelFamily, ParameterRule, ProviderDefinition } from '../../../port/provider-definition.js';
import { objectsOf, type Fields } from '../../upstream/wire-fields.js';
import { responsesTranslation } from './responses-translation.js';

/** Chats that a provider is asked for by its Responses API. */
export interface ChatByResponses {
  /** The provider's, with what is lost on that way, and without rules that are about chat completions alone. */
  readonly definition: ProviderDefinition;
  /** @param request canonical, with the model's name at the provider. */
  readonly takes: (request: ModelRequest) => boolean;
}

/** For a provider that has no chat completions. */
export function everyChat(definition: ProviderDefinition): ChatByResponses {
  return { definition: asDefined(definition, {}), takes: () => true };
}

/**
 * For a provider with both APIs: where a model takes tools on chat completions only while it does not reason, as the
 * family's rule says, and is to reason. `null` = there is no such model.
 */
export function chatsOfReasonersWithTools(definition: ProviderDefinition): ChatByResponses | null {
  const { modelFamilies } = definition;
  if (!modelFamilies.some((family) => ruleOf(family))) return null;
  const takes = ({ model, ...request }: ModelRequest): boolean => {
    const { functions, tools, reasoning_effort: effort } = request as Fields;
    if (objectsOf(tools).length === 0 && objectsOf(functions).length === 0) return false;
    const family = modelFamilies.find(({ matches }) => matches.test(model));
    const rule = family && ruleOf(family);
    if (!rule) return false;
    const isSet = effort !== undefined && effort !== null;
    return isSet ? effort !== rule.value : rule.evenUnset;
  };
  return { definition: asDefined(definition, { appliesTo: takes }), takes };
}

const EFFORT = 'reasoning_effort';

type RequireRule = Extract<ParameterRule, { readonly kind: 'require' }>;

function ruleOf({ rules }: ModelFamily): RequireRule | null {
  const rule = rules[EFFORT];
  return rule?.kind === 'require' && rule.beside.includes('tools') ? rule : null;
}

function asDefined(
  definition: ProviderDefinition,
  { appliesTo }: { readonly appliesTo?: ChatByResponses['takes'] },
): ProviderDefinition {
  return Object.freeze({
    ...definition,
    modelFamilies: Object.freeze(definition.modelFamilies.map(withoutRule)),
    translation: responsesTranslation(appliesTo),
  });
}

function withoutRule(family: ModelFamily): ModelFamily {
  if (!ruleOf(family)) return family;
  const { [EFFORT]: _ofChat, ...rules } = family.rules;
  return Object.freeze({ ...family, rules });
}
