import type { CompletionRequest } from '../../port/canonical.js';
import { isObject, objectsOf, type Fields } from './wire-fields.js';

/**
 * A request that allows only some of its tools (`allowed_tools`, openai 7.57.0) with these tools alone and their mode:
 * other wires have no word for it, and a model cannot call a tool that it is not shown.
 * @returns the same object where all tools are allowed.
 */
export function withAllowedTools<Request extends CompletionRequest>(request: Request): Request {
  const { tools, tool_choice: choice } = request as Request & Fields;
  const allowed = isObject(choice) && choice['type'] === 'allowed_tools' ? choice['allowed_tools'] : null;
  if (!isObject(allowed)) return request;
  const names = new Set(objectsOf(allowed['tools']).map(nameOf));
  const left = objectsOf(tools).filter((tool) => names.has(nameOf(tool)));
  const { tools: _all, tool_choice: _choice, ...others } = request as Request & Fields;
  const wanted = { tools: left, tool_choice: allowed['mode'] ?? 'auto' };
  return { ...others, ...(left.length > 0 && wanted) } as unknown as Request;
}

function nameOf({ function: definition }: Fields): unknown {
  return isObject(definition) ? definition['name'] : undefined;
}
