import type { ListedModel } from '../../port/llm-provider.js';
import type { ModelCapabilities } from '../../port/model-capabilities.js';
import { capabilitiesOf } from '../upstream/listed-facts.js';
import { isObject, type Fields } from '../upstream/wire-fields.js';

/**
 * What a model can do, where its entry in a list says so: at OpenRouter in `supported_parameters` and
 * `architecture.input_modalities`, at Requesty in `supports_vision` and `supports_reasoning`.
 * Sources: openrouter.ai/docs, Models; RooCodeInc/Roo-Code fetchers/requesty.ts; read 2026-11-29.
 */
export function capabilitiesIn(entry: Fields): Pick<ListedModel, 'capabilities'> {
  const { supported_parameters: parameters, architecture } = entry;
  const inputs = isObject(architecture) ? architecture['input_modalities'] : undefined;
  const { supports_vision: vision, supports_reasoning: reasoning } = entry;
  return capabilitiesOf({
    tools: has(parameters, 'tools'),
    vision: has(inputs, 'image') ?? vision,
    reasoning: has(parameters, 'reasoning') ?? reasoning,
    structuredOutput: has(parameters, 'structured_outputs'),
  } satisfies Readonly<Record<keyof ModelCapabilities, unknown>>);
}

/** `undefined` = there is no list that could tell. */
function has(list: unknown, name: string): boolean | undefined {
  return Array.isArray(list) ? list.includes(name) : undefined;
}
