import type { CompletionRequest } from '../../port/canonical.js';
import { argumentsObject } from '../../port/call-arguments.js';
import { providerError, type UpstreamCall } from '../upstream/upstream-failure.js';
import { badMessages } from '../upstream/bad-messages.js';
import type { ToolUseBlock } from './to-anthropic-blocks.js';
import { toAnthropicSchema } from './to-anthropic-schema.js';
import { toInputSchema } from './to-input-schema.js';
import { isObject, type Fields } from '../upstream/wire-fields.js';

/** The tools of the request; a tool of Anthropic's own, such as a web search, is passed on as it is. */
export function toAnthropicTools(call: UpstreamCall<CompletionRequest>): Fields[] {
  return (call.request.tools ?? []).map((tool: unknown) => toTool(tool, call));
}

function toTool(tool: unknown, call: UpstreamCall): Fields {
  if (!isObject(tool) || tool['type'] === 'custom') throw badTools(call);
  if (tool['type'] !== 'function') return tool;
  const { type: _type, function: definition, ...extras } = tool;
  if (!isObject(definition)) throw badTools(call);
  const { name, description, parameters, strict, cache_control: cached } = definition;
  return {
    // Such as `cache_control`: what the canonical form does not know is between the caller and the provider.
    ...(cached === undefined ? {} : { cache_control: cached }),
    ...extras,
    name,
    ...(typeof description === 'string' ? { description } : {}),
    ...schemaOf(parameters, strict === true),
  };
}

/**
 * A strict tool takes the words of structured outputs alone: "For 'integer' type, properties maximum, minimum are not
 * supported" (CherryHQ/cherry-studio#18037).
 */
function schemaOf(parameters: unknown, isStrict: boolean): Fields {
  const schema = toInputSchema(parameters);
  return isStrict ? { input_schema: toAnthropicSchema(schema), strict: true } : { input_schema: schema };
}

/**
 * `null` = leave it to the API, which takes no choice where there are no tools ("tool_choice may only be specified while
 * providing tools"; read in other gateways' sources, 2026-11-30): `lossOfForcedChoice` tells of those that are lost so.
 */
export function toAnthropicToolChoice(call: UpstreamCall<CompletionRequest>): Fields | null {
  const { tools, tool_choice: wanted, parallel_tool_calls: parallel } = call.request;
  const hasTools = (tools?.length ?? 0) > 0;
  const isSequential = parallel === false && hasTools;
  const choice = toChoice(wanted ?? (isSequential ? 'auto' : null), call);
  if (!hasTools) return null;
  if (choice === null || choice['type'] === 'none' || !isSequential) return choice;
  return { ...choice, disable_parallel_tool_use: true };
}

function toChoice(wanted: unknown, call: UpstreamCall): Fields | null {
  if (wanted === null) return null;
  if (wanted === 'auto' || wanted === 'none') return { type: wanted };
  if (wanted === 'required') return { type: 'any' };
  const named = isObject(wanted) && wanted['type'] === 'function' ? wanted['function'] : null;
  if (isObject(named) && typeof named['name'] === 'string') return { type: 'tool', name: named['name'] };
  const what = 'it takes the tool choices auto, none, required and one function by its name';
  throw providerError('provider.rejected', what, call, { param: 'tool_choice' });
}

/**
 * The calls of an assistant's message.
 * @param place where they stand in the request, for refusals: `messages[0].tool_calls`.
 */
export function toToolUses(toolCalls: readonly unknown[], place: string, call: UpstreamCall): ToolUseBlock[] {
  return toolCalls.map((toolCall, at) => {
    const own = `${place}[${at}]`;
    const { id, function: called } = isObject(toolCall) ? toolCall : {};
    const { name, arguments: text } = isObject(called) ? called : {};
    if (typeof id !== 'string' || typeof name !== 'string') {
      throw badMessages('it takes calls of functions only, each with its id and name', own, call);
    }
    return { type: 'tool_use', id, name, input: toInput(text, `${own}.function.arguments`, call) };
  });
}

function toInput(text: unknown, place: string, call: UpstreamCall): object {
  if (text === undefined || text === null) return {};
  if (typeof text !== 'string') throw badMessages('the arguments of a tool call must be a text', place, call);
  return argumentsObject(text);
}

function badTools(call: UpstreamCall) {
  return providerError('provider.rejected', 'it takes function tools only', call, { param: 'tools' });
}
