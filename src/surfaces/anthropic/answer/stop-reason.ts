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
 * tools ended for them, whatever its provider calls that.
 */
export function toStopReason(reason: string | null, hasToolCalls: boolean): string {
  const known = reason !== null && Object.hasOwn(BY_CANONICAL, reason) ? BY_CANONICAL[reason] : reason;
  const word = known !== undefined && known !== null && OWN.has(known) ? known : 'end_turn';
  return word === 'end_turn' && hasToolCalls ? 'tool_use' : word;
}
