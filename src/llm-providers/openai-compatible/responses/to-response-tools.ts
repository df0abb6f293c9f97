import type { CompletionRequest } from '../../../port/canonical.js';
import { providerError, type UpstreamCall } from '../../upstream/upstream-failure.js';
import { isObject, objectsOf, type Fields } from '../../upstream/wire-fields.js';

/** The tools of a request; those that the provider runs itself are written in its words already. */
export function toResponseTools(call: UpstreamCall<CompletionRequest>): Fields[] {
  return (call.request.tools ?? []).map((tool: unknown) => toTool(tool, call));
}

function toTool(tool: unknown, call: UpstreamCall): Fields {
  if (!isObject(tool)) throw badTools(call);
  if (tool['type'] === 'function') return toFunction(tool, call);
  const { type, custom, ...extras } = tool;
  if (type === 'custom' && isObject(custom)) {
    const { format, ...definition } = custom;
    return { type, ...extras, ...definition, ...(isObject(format) && { format: toFormat(format) }) };
  }
  return tool;
}

function toFunction({ type, function: definition, ...extras }: Fields, call: UpstreamCall): Fields {
  if (!isObject(definition)) throw badTools(call);
  const { name, description, parameters, strict } = definition;
  return {
    type,
    ...extras,
    name,
    ...(typeof description === 'string' && { description }),
    parameters: parameters ?? { type: 'object', properties: {} },
    // Left out, it is true here, and false in chat completions.
    strict: strict === true,
  };
}

function toFormat({ type, grammar, ...others }: Fields): Fields {
  return { type, ...others, ...(isObject(grammar) && grammar) };
}

/** Which of them the model is to take. */
export function toResponseToolChoice(wanted: unknown): unknown {
  if (!isObject(wanted)) return wanted;
  const { type, allowed_tools: allowed } = wanted;
  if (type !== 'allowed_tools' || !isObject(allowed)) return named(wanted);
  return { type, ...allowed, tools: objectsOf(allowed['tools']).map(named) };
}

/** A tool by its name alone. */
function named(tool: Fields): Fields {
  const { type } = tool;
  const inner = type === 'function' || type === 'custom' ? tool[type] : null;
  return isObject(inner) ? { type, name: inner['name'] } : tool;
}

function badTools(call: UpstreamCall) {
  const what = 'each tool must be an object, and a function have its definition';
  return providerError('provider.rejected', what, call, { param: 'tools' });
}
