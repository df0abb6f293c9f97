import type { Clock } from '../../common/clock.js';
import type { CallAtGate } from '../../completions/call-gate.js';
import type { AttemptReport, CallObserver, CallReport } from '../../completions/completion-outcome.js';
import { callDetailOf, toAttemptDetailJson, toDetailJson } from './call-detail.js';
import { outcomeOf, statusOf, tokensOf } from './ledger-rows.js';
import { RunningCalls } from './running-calls.js';

const MOST = 200;

interface EndedCall {
  /** Who made it; left out = callers are not told apart. */
  readonly callerId?: string | undefined;
  readonly shown: object;
}

/** The last calls of this process and those under way, for consoles where nothing outlives it. */
export class RecentCalls implements CallObserver {
  private readonly calls: EndedCall[] = [];
  private readonly running = new RunningCalls(MOST);
  private next = 0;

  constructor(private readonly clock: Clock) {}

  /** It wants to be let in; each that does has an end. */
  began(asked: CallAtGate): void {
    this.running.add(asked);
  }

  ended(report: CallReport): void {
    const startedMs = this.running.remove(report.requestId) ?? report.startedAtMs;
    // Its report holds the request: by its origin, and by its errors, whose stacks hold each function's `this`.
    this.calls[this.next] = {
      callerId: report.callerId,
      shown: toJson(report, startedMs, this.clock.nowMs()),
    };
    this.next = (this.next + 1) % MOST;
  }

  partGap(): void {
    // what is shown has no gaps
  }

  /**
   * Those under way and then those that have ended, the newest first, in the shape of the ledger; what only the ledger
   * knows is left out.
   * @param callerId `null` = of all callers.
   */
  newest(limit: number, callerId: string | null): readonly object[] {
    const { calls, next } = this;
    const inOrder = [...calls.slice(next), ...calls.slice(0, next)].toReversed();
    const mine = inOrder.filter((call) => callerId === null || call.callerId === callerId);
    const running = this.running.newest(callerId).slice(0, limit);
    return [...running, ...mine.slice(0, limit - running.length).map(({ shown }) => shown)];
  }
}

/** @param startedMs as `endedMs`, in milliseconds since the Unix epoch. */
function toJson(report: CallReport, startedMs: number, endedMs: number) {
  const { attempts, cost, error, origin, upstreamMs, waitedMs } = report;
  const durationMs = Math.max(0, endedMs - startedMs);
  const overheadMs = Math.max(0, durationMs - (upstreamMs ?? 0) - waitedMs);
  const detail = callDetailOf(report, startedMs);
  return {
    id: report.requestId,
    request_id: report.requestId,
    session: origin?.session ?? null,
    client: origin?.client ?? null,
    surface: origin?.surface ?? null,
    started_at: new Date(startedMs).toISOString(),
    ended_at: new Date(endedMs).toISOString(),
    key: report.callerId ?? null,
    route: report.routeId,
    provider: report.providerId,
    provider_key: attempts.at(-1)?.apiKeyVariable ?? null,
    model_asked: report.model,
    model_sent: attempts.at(-1)?.providerModel ?? null,
    model_answered: report.providerModel,
    operation: report.operation,
    stream: report.isStream,
    tokens: { ...toTokens(report.usage), estimated: report.isUsageEstimated },
    cost_usd: cost.usd,
    cost_source: cost.source,
    outcome: outcomeOf(report),
    finish_reason: report.finishReason,
    status: statusOf(report),
    error_code: error?.code ?? null,
    first_token_ms: report.firstTokenMs,
    duration_ms: Math.round(durationMs),
    overhead_ms: Math.round(overheadMs * 10) / 10,
    ...toDetailJson(detail),
    attempts: attempts.map((attempt, position) => ({
      ...toAttempt(attempt),
      ...toAttemptDetailJson(detail, position, startedMs),
    })),
  };
}

function toAttempt(attempt: AttemptReport) {
  return {
    provider: attempt.providerId,
    provider_key: attempt.apiKeyVariable,
    model_sent: attempt.providerModel,
    outcome: attempt.outcome === 'answered' ? 'ok' : attempt.outcome,
    error_code: attempt.error?.code ?? null,
    tokens: toTokens(attempt.usage),
    cost_usd: attempt.cost.usd,
    duration_ms: Math.round(attempt.upstreamMs),
  };
}

function toTokens(usage: CallReport['usage']) {
  const tokens = tokensOf(usage);
  return {
    input: tokens.input_tokens,
    cache_read: tokens.cache_read_tokens,
    cache_write: tokens.cache_write_tokens,
    output: tokens.output_tokens,
    reasoning: tokens.reasoning_tokens,
    total: tokens.total_tokens,
  };
}
