import type { CompletionRequest } from '../../port/canonical.js';
import type { TranslationLoss } from '../../port/provider-definition.js';
import { withAllowedTools } from './allowed-tools.js';
import { inTools } from './older-functions.js';
import { isObject, objectsOf, type Fields } from './wire-fields.js';

/**
 * A choice that forces a call, of a request that offers no tool. Anthropic refuses such ("tool_choice may only be
 * specified while providing tools"; read in other gateways' sources, 2026-11-30), so it is sent to nobody.
 */
export function lossOfForcedChoice(request: object): TranslationLoss[] {
  const { tool_choice: choice, function_call: older } = request as Fields;
  if (!forcesCall(choice ?? older)) return [];
  const { tools } = withAllowedTools(inTools(request as CompletionRequest));
  if (objectsOf(tools).length > 0) return [];
  const parameter = choice === undefined || choice === null ? 'function_call' : 'tool_choice';
  return [{ parameter, action: 'dropped', reason: 'the request offers no tool that can be called' }];
}

function forcesCall(choice: unknown): boolean {
  const { allowed_tools: allowed }: Fields = isObject(choice) ? choice : {};
  const mode = isObject(allowed) ? (allowed['mode'] ?? 'auto') : choice;
  return mode !== undefined && mode !== null && mode !== 'auto' && mode !== 'none';
}
