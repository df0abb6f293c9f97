import type { GatewayError } from '../../common/errors.js';
import { toPicoUsd, type PicoUsd } from '../../common/pico-usd.js';
import type { CallAtGate } from '../../completions/call-gate.js';
import type { CallOrigin } from '../../completions/call-origin.js';
import type { AttemptReport, CallReport } from '../../completions/completion-outcome.js';
import type { CompletionCall } from '../../completions/completion-call.js';
import type { CompletionUsage, ModelRequest } from '../../port/canonical.js';
import { isTokenCount } from '../../port/token-count.js';
import { inPicoUsd } from '../../pricing/decimal.js';
import { priceSourceOf, priceVersionOf } from '../../pricing/price-source.js';
import { scopeKey } from '../budgets/budget.js';
import type { SpendWindow } from '../budgets/spend-window.js';
import type { Spender } from '../budgets/spender.js';
import { callDetailText } from './call-detail.js';
import type { AttemptRow, ClosedRow, OpenRow } from './call-writer.js';
import type { LedgerOutcome } from './ledger-outcomes.js';

/** A call that begins. */
export interface BeginningCall {
  readonly id: string;
  readonly node: string;
  readonly asked: CallAtGate;
  readonly spender: Spender;
  readonly reserved: PicoUsd;
  readonly windows: readonly SpendWindow[];
}

export function toOpenRow({ id, node, asked, spender, reserved, windows }: BeginningCall): OpenRow {
  const { call, context, operation, isStream, atMs } = asked;
  const [{ provider, model }] = call.targets;
  const { origin } = context;
  return {
    id,
    provider: provider.definition.id,
    model_sent: model,
    outcome: 'pending' satisfies LedgerOutcome,
    reserved: String(reserved),
    node,
    request_id: context.requestId,
    trace_id: origin?.trace?.traceId ?? null,
    session: origin?.session ?? null,
    started_at: atMs,
    key_id: spender.key,
    user_name: spender.user,
    team_name: spender.team,
    tags: tagsInJson(spender.tags),
    client: spender.client,
    surface: origin?.surface ?? null,
    route: call.routeId,
    model_asked: call.request.model,
    operation,
    is_stream: isStream ? 1 : 0,
    is_replay: 0,
    windows: inJson(windows),
  };
}

/** `null` = there are none. */
function tagsInJson(tags: Spender['tags']): string | null {
  return Object.keys(tags).length > 0 ? JSON.stringify(tags) : null;
}

/** A window, as a row names it. */
export interface NamedWindow {
  readonly scope: string;
  readonly per: string;
  readonly start: number;
}

/** Names of windows as rows have them, made once a window: all rows of its calls name it. */
const namedWindows = new WeakMap<SpendWindow, string>();

/** `null` = there are none. */
function inJson(windows: readonly SpendWindow[]): string | null {
  const [first, ...others] = windows;
  if (first === undefined) return null;
  // most calls have one, and its list is remembered
  return others.length === 0
    ? listOf(first)
    : `[${windows.map((window) => listOf(window).slice(1, -1)).join()}]`;
}

function listOf(window: SpendWindow): string {
  const known = namedWindows.get(window);
  if (known !== undefined) return known;
  const { scope, per, startMs } = window;
  const text = JSON.stringify([{ scope: scopeKey(scope), per, start: startMs } satisfies NamedWindow]);
  namedWindows.set(window, text);
  return text;
}

/** A call that has ended. */
export interface EndingCall {
  readonly id: string;
  readonly call: CompletionCall<ModelRequest>;
  readonly report: CallReport;
  /** In milliseconds since the Unix epoch. */
  readonly startedMs: number;
  readonly endedMs: number;
  /** What its budgets were charged; `null` = as the report says. */
  readonly charged: PicoUsd | null;
}

export function toClosedRow(ending: EndingCall): ClosedRow {
  const { id, report, startedMs, endedMs, charged } = ending;
  const { attempts, cost, error, usage } = report;
  const last = attempts.at(-1);
  const costs = last && costsOf(ending, attempts);
  const durationMs = Math.max(0, endedMs - startedMs);
  const known = toText(cost.usd === null ? charged : toPicoUsd(cost.usd));
  const tokens = tokensOf(usage);
  // One by one, as below: spread, they take as long as all else of it.
  return {
    ended_at: endedMs,
    provider: report.providerId,
    provider_key: last?.apiKeyVariable ?? null,
    model_sent: last?.providerModel ?? report.providerModel,
    model_answered: report.providerModel,
    input_tokens: tokens.input_tokens,
    cache_read_tokens: tokens.cache_read_tokens,
    cache_write_tokens: tokens.cache_write_tokens,
    output_tokens: tokens.output_tokens,
    reasoning_tokens: tokens.reasoning_tokens,
    audio_tokens: tokens.audio_tokens,
    total_tokens: tokens.total_tokens,
    is_estimated: report.isUsageEstimated ? 1 : 0,
    cost: known,
    cost_source: cost.usd === null && charged !== null ? 'estimate' : sourceOf(cost.source, costs),
    provider_cost: costs?.provider ?? null,
    computed_cost: costs?.computed ?? null,
    price_version: costs ? priceVersionOf(costs) : null,
    outcome: outcomeOf(report),
    finish_reason: report.finishReason,
    status: statusOf(report),
    error_code: error?.code ?? null,
    first_token_ms: report.firstTokenMs,
    duration_ms: durationMs,
    overhead_ms: Math.max(0, durationMs - (report.upstreamMs ?? 0) - report.waitedMs),
    reserved: '0',
    detail: callDetailText(report, startedMs),
    id,
  };
}

/** Of a call that had several. */
export function toAttemptRows({ id, report: { attempts } }: EndingCall): readonly AttemptRow[] {
  if (attempts.length < 2) return [];
  return attempts.map((attempt, position) => ({
    call_id: id,
    position,
    provider: attempt.providerId,
    provider_key: attempt.apiKeyVariable,
    model_sent: attempt.providerModel,
    outcome: attempt.outcome === 'answered' ? 'ok' : attempt.outcome,
    error_code: attempt.error?.code ?? null,
    ...tokensOf(attempt.usage),
    cost: toText(attempt.cost.usd === null ? null : toPicoUsd(attempt.cost.usd)),
    duration_ms: attempt.upstreamMs,
  }));
}

const WRITTEN_DOWN: ReadonlySet<string> = new Set(['budget.exceeded', 'limit.exceeded', 'auth.not_allowed']);

/** Whether a call that is refused so has a row. */
export function hasRow({ code }: Pick<GatewayError, 'code'>): boolean {
  return WRITTEN_DOWN.has(code);
}

/** What decides the outcome. */
export interface CallEnding extends Pick<CallReport, 'outcome' | 'isStream' | 'firstPartMs'> {
  readonly error: Pick<GatewayError, 'code'> | null;
  readonly attempts: { readonly length: number };
}

export function outcomeOf(report: CallEnding): LedgerOutcome {
  const { outcome, error, attempts } = report;
  if (outcome === 'finished') return 'ok';
  if (outcome === 'cancelled') return 'cancelled';
  if (error && attempts.length === 0 && hasRow(error)) return 'refused';
  return hasBegun(report) ? 'partial' : 'failed';
}

/** Of the answer to the caller. */
export function statusOf(report: CallReport): number {
  const { error, origin } = report;
  return hasBegun(report) || error === null ? 200 : toldStatus(error, origin);
}

/** HTTP status by which a caller is told of a failure; of a call within the process, the agent surface's. */
export function toldStatus(error: GatewayError, origin: CallOrigin | null | undefined): number {
  return origin?.statusOf?.(error) ?? error.httpStatus;
}

/** Its caller had the beginning of an answer. */
function hasBegun({ isStream, firstPartMs }: CallEnding): boolean {
  return isStream && firstPartMs !== null;
}

export function tokensOf(usage: CompletionUsage | null) {
  const { prompt_tokens_details: input, completion_tokens_details: output } = usage ?? {};
  return {
    input_tokens: countIn(usage?.prompt_tokens),
    cache_read_tokens: countIn(input?.cached_tokens),
    cache_write_tokens: countIn(input?.cache_write_tokens),
    output_tokens: countIn(usage?.completion_tokens),
    reasoning_tokens: countIn(output?.reasoning_tokens),
    /** Of sound, in what was read and written. */
    audio_tokens: sum(input?.audio_tokens, output?.audio_tokens),
    total_tokens: sum(usage?.prompt_tokens, usage?.completion_tokens),
  };
}

interface SummedCosts {
  readonly provider: string | null;
  readonly computed: string | null;
  readonly operatorVersion: string | null;
  readonly extras: string | null;
}

/** Of all attempts that have tokens; a sum with an unknown part is unknown. */
function costsOf({ call, report, startedMs }: EndingCall, attempts: readonly AttemptReport[]): SummedCosts {
  let counted = 0;
  let provider: PicoUsd | null = 0n;
  let computed: PicoUsd | null = 0n;
  let operatorVersion: string | null = null;
  let extras: string | null = null;
  for (const { providerId, providerModel: asked, usage, outcome, parts } of attempts) {
    const target = call.targets.find((one) => one.provider.definition.id === providerId);
    if (!target || !usage) continue;
    const answered = outcome === 'answered' ? report.providerModel : asked;
    const source = priceSourceOf(target.provider, { answered, asked }, usage, startedMs);
    counted += 1;
    provider = plus(provider, source.providerUsd === null ? null : toPicoUsd(source.providerUsd));
    computed = plus(computed, parts && inPicoUsd(parts.total));
    operatorVersion = source.operatorVersion;
    extras = source.extras ?? extras;
  }
  if (counted === 0) return { provider: null, computed: null, operatorVersion, extras };
  return { provider: toText(provider), computed: toText(computed), operatorVersion, extras };
}

function plus(total: PicoUsd | null, amount: PicoUsd | null): PicoUsd | null {
  return total === null || amount === null ? null : total + amount;
}

function sourceOf(source: CallReport['cost']['source'], costs: SummedCosts | undefined): string | null {
  return source === 'price_table' && costs && costs.operatorVersion !== null ? 'operator' : source;
}

/** Whatever a provider reports. */
function countIn(value: unknown): number | null {
  return isTokenCount(value) ? value : null;
}

function sum(one: unknown, other: unknown): number | null {
  const [first, second] = [countIn(one), countIn(other)];
  return first === null ? second : first + (second ?? 0);
}

function toText(amount: PicoUsd | null): string | null {
  return amount === null ? null : String(amount);
}
