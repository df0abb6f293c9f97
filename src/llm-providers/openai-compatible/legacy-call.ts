import type { UpstreamCall } from '../upstream/upstream-failure.js';
import { isObject, type Fields } from '../upstream/wire-fields.js';

/**
 * Some servers call a tool in the words of before tools, `function_call`, though tools were offered. To who offered
 * `functions`, that is the answer.
 */
export function isLegacyCall(said: Fields, call: UpstreamCall): boolean {
  const { function_call: called, tool_calls: calls } = said;
  if (!isObject(called) || (Array.isArray(calls) && calls.length > 0)) return false;
  return !offersFunctions(call);
}

/** The same message, or piece of one, with a call of a tool. */
export function withToolCall({ function_call: called, ...others }: Fields, isPiece: boolean): Fields {
  const call = { type: 'function', function: called };
  return { ...others, tool_calls: [isPiece ? { index: 0, ...call } : call] };
}

/** Why such an answer ended. */
export function reasonInTools(reason: unknown, call: UpstreamCall): unknown {
  return reason === 'function_call' && !offersFunctions(call) ? 'tool_calls' : reason;
}

function offersFunctions({ request }: UpstreamCall): boolean {
  return 'functions' in request;
}
