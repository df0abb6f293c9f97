import type { Clock } from '../../common/clock.js';
import type { CallAtGate } from '../../completions/call-gate.js';
import type { AttemptReport, CallObserver, CallReport } from '../../completions/completion-outcome.js';
import {
  callDetailOf,
  inNames,
  toAttemptDetailJson,
  toDetailJson,
  type DetailedAttempt,
  type DetailedCall,
} from './call-detail.js';
import type { CallFilter } from './call-filters.js';
import { outcomeOf, statusOf, tokensOf, type CallEnding } from './ledger-rows.js';
import { isMeant } from './remembered-filter.js';
import { RunningCalls } from './running-calls.js';

const MOST = 200;

/** The last calls of this process and those under way: what a console shows where there is no store. */
export class RecentCalls implements CallObserver {
  private readonly calls: EndedCall[] = [];
  private readonly running = new RunningCalls(MOST);
  private next = 0;
  /** Calls that have ended so far. */
  private ends = 0;

  constructor(private readonly clock: Clock) {}

  /** A call comes to the gate; each one that does is told of again at its end. */
  began(asked: CallAtGate): void {
    this.running.add(asked);
  }

  ended(report: CallReport): void {
    const startedMs = this.running.remove(report.requestId) ?? report.startedAtMs;
    this.calls[this.next] = kept(report, startedMs, this.clock.nowMs());
    this.next = (this.next + 1) % MOST;
    this.ends += 1;
  }

  partGap(): void {
    // what is shown has no gaps
  }

  /**
   * Those under way and then those that have ended, the newest first, in the shape of the ledger; what only the ledger
   * knows is left out. Their ids are those of their requests; where callers sent one of these several times, the newest
   * has it, and the others have their number behind it.
   * @param callerId `null` = of all callers.
   * @param filter of what is looked for among them.
   */
  newest(limit: number, callerId: string | null, filter: CallFilter = {}): readonly object[] {
    const { calls, next } = this;
    const running = this.running.newest(callerId);
    const seen = new Set(running.map(({ id }) => id));
    const ended = [...calls.slice(next), ...calls.slice(0, next)].toReversed().flatMap((call, at) => {
      if (callerId !== null && call.callerId !== callerId) return [];
      const { requestId } = call;
      const id = seen.has(requestId) ? `${requestId}.${this.ends - at}` : requestId;
      seen.add(requestId);
      return [{ ...toJson(call), id }];
    });
    return [...running, ...ended].filter((call) => isMeant(call, filter)).slice(0, limit);
  }
}

type Tokens = ReturnType<typeof tokensOf>;

/** What is shown of an attempt. */
interface EndedAttempt
  extends
    DetailedAttempt,
    Pick<AttemptReport, 'providerId' | 'providerModel' | 'apiKeyVariable' | 'outcome' | 'upstreamMs'> {
  readonly errorCode: string | null;
  readonly costUsd: string | null;
  readonly usage: Tokens | null;
}

/**
 * A call as far as it is shown: most never are, so that it is written when somebody looks. Its report would hold the
 * request: by its origin, by its errors, whose stacks hold each function's `this`, and by what its provider counted.
 */
interface EndedCall
  extends
    CallEnding,
    DetailedCall,
    Pick<
      CallReport,
      | 'requestId'
      | 'routeId'
      | 'providerId'
      | 'providerModel'
      | 'model'
      | 'operation'
      | 'isUsageEstimated'
      | 'cost'
      | 'finishReason'
      | 'firstTokenMs'
    > {
  readonly callerId: string | null;
  /** Like `endedMs`, in milliseconds since the Unix epoch. */
  readonly startedMs: number;
  readonly endedMs: number;
  /** The gateway's own time: the duration without what went by at providers. */
  readonly overheadMs: number;
  readonly session: string | null;
  readonly client: string | null;
  readonly surface: string | null;
  /** Of HTTP, as its caller got it. */
  readonly status: number;
  readonly tokens: Tokens;
  readonly attempts: readonly EndedAttempt[];
}

function kept(report: CallReport, startedMs: number, endedMs: number): EndedCall {
  const { callerId, error, origin, upstreamMs, usage, waitedMs, warnings } = report;
  const durationMs = Math.max(0, endedMs - startedMs);
  return {
    callerId: callerId ?? null,
    requestId: report.requestId,
    routeId: report.routeId,
    providerId: report.providerId,
    providerModel: report.providerModel,
    model: report.model,
    operation: report.operation,
    isStream: report.isStream,
    isUsageEstimated: report.isUsageEstimated,
    cost: report.cost,
    outcome: report.outcome,
    finishReason: report.finishReason,
    firstPartMs: report.firstPartMs,
    firstTokenMs: report.firstTokenMs,
    affinity: report.affinity,
    startedMs,
    endedMs,
    overheadMs: Math.max(0, durationMs - (upstreamMs ?? 0) - waitedMs),
    session: origin?.session ?? null,
    client: origin?.client ?? null,
    surface: origin?.surface ?? null,
    status: statusOf(report),
    error: error && { code: error.code },
    tokens: tokensOf(usage),
    warnings: warnings.length === 0 ? warnings : inNames(warnings),
    attempts: report.attempts.map(keptAttempt),
  };
}

function keptAttempt(attempt: AttemptReport): EndedAttempt {
  const { apiKeyVariable, cost, error, outcome, providerId, providerModel, upstreamMs, usage } = attempt;
  const { after, parts, reason, startedAtMs } = attempt;
  return {
    providerId,
    providerModel,
    apiKeyVariable,
    outcome,
    upstreamMs,
    after,
    parts,
    reason,
    startedAtMs,
    errorCode: error?.code ?? null,
    costUsd: cost.usd,
    usage: usage && tokensOf(usage),
  };
}

function toJson(call: EndedCall) {
  const { attempts, cost, endedMs, error, startedMs } = call;
  const detail = callDetailOf(call, startedMs);
  return {
    id: call.requestId,
    request_id: call.requestId,
    session: call.session,
    client: call.client,
    surface: call.surface,
    started_at: new Date(startedMs).toISOString(),
    ended_at: new Date(endedMs).toISOString(),
    key: call.callerId,
    route: call.routeId,
    provider: call.providerId,
    provider_key: attempts.at(-1)?.apiKeyVariable ?? null,
    model_asked: call.model,
    model_sent: attempts.at(-1)?.providerModel ?? null,
    model_answered: call.providerModel,
    operation: call.operation,
    stream: call.isStream,
    tokens: { ...toTokens(call.tokens), estimated: call.isUsageEstimated },
    cost_usd: cost.usd,
    cost_source: cost.source,
    outcome: outcomeOf(call),
    finish_reason: call.finishReason,
    status: call.status,
    error_code: error?.code ?? null,
    first_token_ms: call.firstTokenMs,
    duration_ms: Math.round(Math.max(0, endedMs - startedMs)),
    overhead_ms: Math.round(call.overheadMs * 10) / 10,
    ...toDetailJson(detail),
    attempts: attempts.map((attempt, position) => ({
      ...toAttempt(attempt),
      ...toAttemptDetailJson(detail, position, startedMs),
    })),
  };
}

function toAttempt(attempt: EndedAttempt) {
  return {
    provider: attempt.providerId,
    provider_key: attempt.apiKeyVariable,
    model_sent: attempt.providerModel,
    outcome: attempt.outcome === 'answered' ? 'ok' : attempt.outcome,
    error_code: attempt.errorCode,
    tokens: toTokens(attempt.usage ?? tokensOf(null)),
    cost_usd: attempt.costUsd,
    duration_ms: Math.round(attempt.upstreamMs),
  };
}

function toTokens(tokens: Tokens) {
  return {
    input: tokens.input_tokens,
    cache_read: tokens.cache_read_tokens,
    cache_write: tokens.cache_write_tokens,
    output: tokens.output_tokens,
    reasoning: tokens.reasoning_tokens,
    total: tokens.total_tokens,
    audio: tokens.audio_tokens,
  };
}
