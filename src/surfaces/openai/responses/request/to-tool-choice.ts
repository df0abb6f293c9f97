import { isObject, type Fields } from '../../../../common/fields.js';
import type { RequestLosses } from '../../../request-losses.js';
import { quoted } from './quoted.js';
import { modelNameOf, TOOL_SEARCH, type OfferedTool, type OfferedTools } from './offered-tools.js';

interface CanonicalTools {
  readonly fields: Fields;
  /** Of the tools among them, such as `tools[1]`. */
  readonly origins: readonly string[];
}

/**
 * The tools of a request in canonical words, and which of them the model is to take. Where only some are allowed, only
 * those are shown: no other wire has words for it.
 */
export function toCanonicalTools(body: Fields, offered: OfferedTools, losses: RequestLosses): CanonicalTools {
  const { tool_choice: choice, parallel_tool_calls: parallel } = body;
  const isAllowed = isObject(choice) && choice['type'] === 'allowed_tools' ? allowedBy(choice) : () => true;
  const tools = offered.toCanonical(isAllowed);
  if (tools.length === 0) {
    if (mustCall(choice)) losses.drops('tool_choice', 'no tool is left that the model could take');
    return { fields: {}, origins: [] };
  }
  const wanted = toChoice(choice, losses);
  const fields = {
    tools: tools.map(({ tool }) => tool),
    ...(wanted !== undefined && { tool_choice: wanted }),
    ...(typeof parallel === 'boolean' && { parallel_tool_calls: parallel }),
  };
  return { fields, origins: tools.map(({ place }) => place) };
}

/** Some tool, or a certain one. */
function mustCall(choice: unknown): boolean {
  if (!isObject(choice)) return choice === 'required';
  return choice['type'] !== 'allowed_tools' || choice['mode'] === 'required';
}

function allowedBy(choice: Fields): (tool: OfferedTool) => boolean {
  const listed = Array.isArray(choice['tools']) ? choice['tools'].filter(isObject) : [];
  const names = new Set(listed.map(allowedName));
  return ({ name, namespace }) => names.has(modelNameOf(name, namespace));
}

/** A search for tools has no name, and its type is told. */
function allowedName({ type, name, namespace }: Fields): string {
  return type === TOOL_SEARCH ? TOOL_SEARCH : modelNameOf(String(name), namespace);
}

function toChoice(choice: unknown, losses: RequestLosses): unknown {
  if (!isObject(choice)) return choice ?? undefined;
  const { type, name, namespace, mode } = choice;
  if (type === 'allowed_tools') return mode ?? 'auto';
  if ((type === 'function' || type === 'custom') && typeof name === 'string') {
    return { type: 'function', function: { name: modelNameOf(name, namespace) } };
  }
  losses.drops('tool_choice', `only OpenAI itself knows tools of type ${quoted(type)}`);
  return undefined;
}
