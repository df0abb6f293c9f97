import type { CallAtGate } from '../../completions/call-gate.js';
import type { CallOrigin } from '../../completions/call-origin.js';
import { toDetailJson } from './call-detail.js';
import type { LedgerOutcome } from './ledger-outcomes.js';

/** What is known of a call before it ends. */
interface RunningCall {
  readonly requestId: string;
  readonly callerId: string | null;
  readonly startedAtMs: number;
  readonly routeId: string | null;
  readonly providerId: string;
  readonly modelAsked: string;
  readonly modelSent: string;
  readonly operation: string;
  readonly isStream: boolean;
  /** Read when somebody looks; it lives as long as the call. */
  readonly origin: CallOrigin | undefined;
}

const NO_TOKENS = {
  input: null,
  cache_read: null,
  cache_write: null,
  output: null,
  reasoning: null,
  total: null,
  audio: null,
  estimated: false,
} as const;

/**
 * Calls of this process that have not ended, as far as there is room; nothing of what they ask. In a list: a `Map` in
 * which entries come and go leaves tables behind in V8's old memory, with the requests that were in them.
 */
export class RunningCalls {
  /** The oldest first. */
  private readonly calls: RunningCall[] = [];

  /** @param most so many; the oldest go first. */
  constructor(private readonly most: number) {}

  add({ call, context, operation, isStream, atMs }: CallAtGate): void {
    const { calls } = this;
    const { requestId, callerId = null, origin } = context;
    const [{ provider, model }] = call.targets;
    const running = {
      requestId,
      callerId,
      startedAtMs: atMs,
      routeId: call.routeId,
      providerId: provider.definition.id,
      modelAsked: call.request.model,
      modelSent: model,
      operation,
      isStream,
      origin,
    };
    const at = this.placeOf(requestId);
    // one that comes anew by the usual way stays where it was
    if (at !== -1) calls[at] = running;
    else {
      if (calls.length >= this.most) calls.shift();
      calls.push(running);
    }
  }

  /** It has ended. @returns when it began; `null` = that is not known. */
  remove(requestId: string): number | null {
    const at = this.placeOf(requestId);
    if (at === -1) return null;
    const { startedAtMs } = this.calls[at]!;
    this.calls.splice(at, 1);
    return startedAtMs;
  }

  /** The newest first, in the shape of the ledger. @param callerId `null` = of all callers. */
  newest(callerId: string | null): readonly RunningJson[] {
    const mine = this.calls.filter((call) => callerId === null || call.callerId === callerId);
    return mine.toReversed().map(toJson);
  }

  private placeOf(requestId: string): number {
    const { calls } = this;
    for (let at = 0; at < calls.length; at += 1) if (calls[at]!.requestId === requestId) return at;
    return -1;
  }
}

type RunningJson = ReturnType<typeof toJson>;

function toJson(call: RunningCall) {
  return {
    id: call.requestId,
    request_id: call.requestId,
    session: call.origin?.session ?? null,
    client: call.origin?.client ?? null,
    surface: call.origin?.surface ?? null,
    started_at: new Date(call.startedAtMs).toISOString(),
    ended_at: null,
    key: call.callerId,
    route: call.routeId,
    provider: call.providerId,
    provider_key: null,
    model_asked: call.modelAsked,
    model_sent: call.modelSent,
    model_answered: null,
    operation: call.operation,
    stream: call.isStream,
    tokens: NO_TOKENS,
    cost_usd: null,
    cost_source: null,
    outcome: 'pending' satisfies LedgerOutcome,
    finish_reason: null,
    status: null,
    error_code: null,
    first_token_ms: null,
    duration_ms: null,
    overhead_ms: null,
    ...toDetailJson(null),
    attempts: [],
  };
}
