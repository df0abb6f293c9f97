import { isDeepStrictEqual } from 'node:util';
import type { CompletionRequest } from '../../port/canonical.js';
import type { TranslationLoss } from '../../port/provider-definition.js';
import { withoutCustomTools } from './custom-tools.js';
import { inTools } from './older-functions.js';
import { isObject, objectsOf, type Fields } from './wire-fields.js';

/**
 * One function for each name, the last of those that have it, at the place of the first. OpenAI takes several; Anthropic
 * refuses the whole request ("Tool names must be unique", anthropics/claude-code#10687), and so does Gemini ("Duplicate
 * function declaration found", owndev/Open-WebUI-Functions#135); read 2026-11-29.
 * @returns the same object where no name comes twice.
 */
export function withUniqueTools<Request extends CompletionRequest>(request: Request): Request {
  const tools = objectsOf(request.tools);
  const lastByName = lastOfEachName(tools);
  return lastByName.size === tools.length ? request : { ...request, tools: [...lastByName.values()] };
}

/** Tools that differ from another one with their name. */
export function lossOfTools(request: object): TranslationLoss[] {
  const tools = objectsOf(withoutCustomTools(inTools(request as CompletionRequest)).tools);
  const lastByName = lastOfEachName(tools);
  if (lastByName.size === tools.length) return [];
  const at = tools.findIndex((tool) => !isDeepStrictEqual(tool, lastByName.get(placeOf(tool))));
  if (at === -1) return [];
  const { length } = objectsOf((request as Fields)['tools']);
  const parameter = at < length ? `tools[${at}]` : `functions[${at - length}]`;
  const reason = 'it has the name of another tool behind it, and every name is offered once';
  return [{ parameter, action: 'dropped', reason }];
}

/** In the order in which the names come first. */
function lastOfEachName(tools: readonly Fields[]): ReadonlyMap<unknown, Fields> {
  return new Map(tools.map((tool) => [placeOf(tool), tool]));
}

/** The name of a function; of another tool itself, which its provider may judge. */
function placeOf(tool: Fields): unknown {
  const { type, function: definition } = tool;
  return type === 'function' && isObject(definition) ? definition['name'] : tool;
}
