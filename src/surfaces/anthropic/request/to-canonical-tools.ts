import { isObject, type Fields } from '../../../common/fields.js';
import type { Translation } from './translation.js';

/** A tool in the canonical form, and where it came from. */
interface PlacedTool {
  readonly tool: Fields;
  readonly origin: string;
}

/** The tools that a caller runs by itself; those that Anthropic runs, or knows by their type, are left out and told. */
export function toCanonicalTools(tools: unknown, translation: Translation): PlacedTool[] {
  const all = Array.isArray(tools) ? tools.filter(isObject) : [];
  return all.flatMap((tool, at) => {
    const { type = 'custom', name, description, input_schema: parameters, strict, cache_control } = tool;
    if (type !== 'custom' && type !== null) {
      translation.leaves('tools', `tools of type ${JSON.stringify(type)}`);
      return [];
    }
    tellUnsaid(tool, translation);
    const definition = {
      name,
      ...(typeof description === 'string' && { description }),
      parameters: parameters ?? { type: 'object', properties: {} },
      ...(strict === true && { strict }),
    };
    const cached = isObject(cache_control) && translation.takes('cache_control') ? { cache_control } : {};
    return [{ tool: { type: 'function', function: definition, ...cached }, origin: `tools.${at}` }];
  });
}

/** What a model would have known of a tool, or would have been held to. Deferred ones are offered from the beginning. */
function tellUnsaid(tool: Fields, translation: Translation): void {
  const { input_examples: examples, allowed_callers: callers } = tool;
  if (Array.isArray(examples) && examples.length > 0) translation.leaves('tools', 'input_examples of tools');
  const isForCodeAlone = Array.isArray(callers) && callers.length > 0 && !callers.includes('direct');
  if (isForCodeAlone) translation.leaves('tools', 'allowed_callers of tools');
}

/** The choice of tools in canonical words; `undefined` = the model's. */
export function toCanonicalToolChoice(choice: unknown): unknown {
  if (!isObject(choice)) return undefined;
  switch (choice['type']) {
    case 'any':
      return 'required';
    case 'tool':
      return { type: 'function', function: { name: choice['name'] } };
    case 'auto':
    case 'none':
      return choice['type'];
    default:
      return undefined;
  }
}
