import type { CallAtGate } from '../../completions/call-gate.js';
import type { CompletionCall } from '../../completions/completion-call.js';

/** A call as it comes to the gate, with one target that is asked for what its caller wrote. */
export function callAtGate(call: CompletionCall): CallAtGate {
  const [target] = call.targets;
  return {
    call,
    context: { requestId: 'r-1' },
    operation: 'chat',
    isStream: false,
    isFirstTry: true,
    atMs: 1_000,
    prepared: () => [{ target, request: call.request, additions: [], warnings: [] }],
  } as unknown as CallAtGate;
}
