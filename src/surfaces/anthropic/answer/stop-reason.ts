import type { Fields } from '../../../common/fields.js';

/** Source: @anthropic-ai/sdk 1.14.0, `StopReason`, read 2026-11-29. */
const OWN: ReadonlySet<string> = new Set(
  ['end_turn', 'max_tokens', 'stop_sequence', 'tool_use', 'pause_turn', 'refusal'].concat(
    'model_context_window_exceeded',
  ),
);

const BY_CANONICAL: Readonly<Record<string, string>> = Object.freeze({
  stop: 'end_turn',
  length: 'max_tokens',
  tool_calls: 'tool_use',
  function_call: 'tool_use',
  content_filter: 'refusal',
});

/**
 * Why an answer ended, in Anthropic's words. A reason that only its provider knows is a plain end; an answer that calls
 * tools ended for them, whatever its provider calls that, and one that calls none did not: clients would wait for a call.
 * @param ended a choice, or a piece of one; where its provider's own reason is one of Anthropic's, that is it.
 */
export function toStopReason(ended: object, hasToolCalls: boolean): string {
  const { finish_reason: reason, native_finish_reason: native } = ended as Fields;
  if (typeof native === 'string' && OWN.has(native)) return native;
  const isKnown = typeof reason === 'string' && Object.hasOwn(BY_CANONICAL, reason);
  const word = (isKnown && BY_CANONICAL[reason]) || 'end_turn';
  if (word === 'end_turn' || word === 'tool_use') return hasToolCalls ? 'tool_use' : 'end_turn';
  return word;
}

/** How an answer ended, as a message has it. */
export interface MessageEnd {
  readonly stop_reason: string;
  /** Which of the caller's texts ended it; `null` = none, or its provider does not say. */
  readonly stop_sequence: string | null;
}

/**
 * The same with the text that ended it, where its server tells that: vLLM in `stop_reason`, SGLang in `matched_stop` (their
 * documents of chat completions, read 2026-11-29).
 * @param stops those that the caller asked for.
 */
export function toMessageEnd(ended: object, hasToolCalls: boolean, stops: readonly string[]): MessageEnd {
  const reason = toStopReason(ended, hasToolCalls);
  const { stop_reason: ofVllm, matched_stop: ofSglang } = ended as Fields;
  const matched = stops.find((stop) => stop === ofVllm || stop === ofSglang);
  const isStopped = matched !== undefined && (reason === 'end_turn' || reason === 'stop_sequence');
  return isStopped
    ? { stop_reason: 'stop_sequence', stop_sequence: matched }
    : { stop_reason: reason, stop_sequence: null };
}
