import { isObject, type Fields } from '../../../common/fields.js';
import type { Translation } from './translation.js';

/** The tools that a caller runs by itself; those that Anthropic runs, or knows by their type, are left out and told. */
export function toCanonicalTools(tools: unknown, translation: Translation): Fields[] {
  const all = Array.isArray(tools) ? tools.filter(isObject) : [];
  return all.flatMap((tool) => {
    const { type = 'custom', name, description, input_schema: parameters, strict, cache_control } = tool;
    if (type !== 'custom' && type !== null) {
      translation.leaves('tools', `tools of type ${JSON.stringify(type)}`);
      return [];
    }
    const definition = {
      name,
      ...(typeof description === 'string' && { description }),
      parameters: parameters ?? { type: 'object', properties: {} },
      ...(strict === true && { strict }),
    };
    const cached = isObject(cache_control) && translation.takes('cache_control') ? { cache_control } : {};
    return [{ type: 'function', function: definition, ...cached }];
  });
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
