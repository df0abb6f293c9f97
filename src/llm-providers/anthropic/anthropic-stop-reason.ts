import type { FinishReason, TranslatedEnd } from '../upstream/finish-reason.js';
import type { UpstreamCall } from '../upstream/upstream-failure.js';
import { wordIn } from '../upstream/wire-fields.js';

/**
 * Anthropic's reasons in OpenAI's words; all others are a stop of the provider's own. A paused turn is not over: sent
 * back as it is, it goes on; so it does behind a compaction that its caller wanted to see first.
 * Source: @anthropic-ai/sdk 1.14.0, read 2026-11-30.
 */
const FINISH_REASONS: Readonly<Record<string, FinishReason>> = Object.freeze({
  end_turn: 'stop',
  stop_sequence: 'stop',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  pause_turn: 'length',
  compaction: 'length',
  tool_use: 'tool_calls',
  refusal: 'content_filter',
});
const STOP_REASONS = new Set(Object.keys(FINISH_REASONS));

/** Servers that only look like Anthropic's may say that a tool was called where none was, and the reverse. */
export function endWithCalls(end: TranslatedEnd, hasCalls: boolean): TranslatedEnd {
  const { finishReason } = end;
  if (hasCalls && finishReason === 'stop') return { ...end, finishReason: 'tool_calls' };
  return !hasCalls && finishReason === 'tool_calls' ? { ...end, finishReason: 'stop' } : end;
}

/** Why the answer ended; `null` = it does not say. */
export function endOf(stopReason: unknown, call: UpstreamCall): TranslatedEnd | null {
  const nativeReason = wordIn(stopReason, call, STOP_REASONS);
  if (nativeReason === null) return null;
  const known = Object.hasOwn(FINISH_REASONS, nativeReason) ? FINISH_REASONS[nativeReason] : undefined;
  return { finishReason: known ?? 'content_filter', nativeReason };
}
