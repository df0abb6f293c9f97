import { randomHex } from '../../common/http/random-hex.js';
import type { RequestTrace } from '../../common/http/request-trace.js';
import type { AttemptReport, CallReport } from '../../completions/completion-outcome.js';
import type { CompletionUsage } from '../../port/canonical.js';
import { isTokenCount } from '../../port/token-count.js';
import { askedAttributes } from './asked-attributes.js';
import { SPAN_NAMES as NAMES } from './span-names.js';
import type { EndedSpan } from './span-sink.js';

/** A provider as OpenTelemetry names it. */
export interface TracedProvider {
  readonly name: string;
  /** Its address; `null` = it is no server. */
  readonly server: { readonly address: string; readonly port: number } | null;
}

/** A provider by its id. */
export type ProviderLookup = (providerId: string) => TracedProvider;

/**
 * A span for the call, under the one of its request, and one for each attempt under it.
 */
export function spansOfCall(
  report: CallReport,
  { traceId, spanId: parentSpanId }: RequestTrace,
  providerOf: ProviderLookup,
): [EndedSpan, ...EndedSpan[]] {
  const { attempts, startedAtMs, waitedMs, upstreamMs } = report;
  const last = attempts.at(-1);
  const endMs = last ? last.startedAtMs + last.upstreamMs : startedAtMs + waitedMs + (upstreamMs ?? 0);
  const spanId = randomHex(8);
  const ofCall: EndedSpan = {
    traceId,
    spanId,
    parentSpanId,
    name: `${report.operation} ${report.targetModel}`,
    kind: 'client',
    startMs: startedAtMs,
    endMs,
    hasFailed: report.error !== null,
    attributes: callAttributes(report, providerOf),
  };
  const ofAttempts = attempts.map((attempt, index) =>
    spanOfAttempt({ attempt, before: attempts[index - 1], index }, { traceId, spanId, report }, providerOf),
  );
  return [ofCall, ...ofAttempts];
}

interface NthAttempt {
  readonly attempt: AttemptReport;
  readonly before: AttemptReport | undefined;
  /** 0 = the first. */
  readonly index: number;
}

function spanOfAttempt(
  { attempt, before, index }: NthAttempt,
  call: { readonly traceId: string; readonly spanId: string; readonly report: CallReport },
  providerOf: ProviderLookup,
): EndedSpan {
  const { operation, isStream } = call.report;
  const { providerModel, startedAtMs, upstreamMs, error, firstTokenMs } = attempt;
  const { name: providerName, server } = providerOf(attempt.providerId);
  return {
    traceId: call.traceId,
    spanId: attempt.spanId ?? randomHex(8),
    parentSpanId: call.spanId,
    name: `${operation} ${providerModel}`,
    kind: 'client',
    startMs: startedAtMs,
    endMs: startedAtMs + upstreamMs,
    hasFailed: error !== null,
    attributes: {
      [NAMES.operation]: operation,
      [NAMES.provider]: providerName,
      [NAMES.serverAddress]: server?.address,
      [NAMES.serverPort]: server?.port,
      [NAMES.requestModel]: providerModel,
      [NAMES.isStream]: isStream || null,
      [NAMES.providerKey]: attempt.apiKeyVariable,
      [NAMES.resendCount]: index === 0 ? null : index,
      [NAMES.retryReason]: before?.error?.code,
      [NAMES.outcome]: attempt.outcome,
      [NAMES.errorType]: error?.code,
      [NAMES.timeToFirstChunk]: isStream && firstTokenMs !== null ? firstTokenMs / 1_000 : null,
      [NAMES.costUsd]: attempt.cost.usd,
      ...usageAttributes(attempt.usage),
    },
  };
}

function callAttributes(report: CallReport, providerOf: ProviderLookup): EndedSpan['attributes'] {
  const { origin, error, finishReason, firstTokenMs, isStream, cost } = report;
  return {
    [NAMES.operation]: report.operation,
    [NAMES.provider]: providerOf(report.providerId).name,
    [NAMES.requestModel]: report.targetModel,
    [NAMES.responseModel]: error === null ? report.providerModel : null,
    [NAMES.finishReasons]: finishReason === null ? null : [finishReason],
    [NAMES.timeToFirstChunk]: isStream && firstTokenMs !== null ? firstTokenMs / 1_000 : null,
    [NAMES.conversation]: origin?.session,
    [NAMES.errorType]: error?.code,
    [NAMES.requestId]: report.requestId,
    [NAMES.surface]: origin?.surface,
    [NAMES.tollgateRoute]: report.routeId,
    [NAMES.isStream]: isStream || null,
    [NAMES.outcome]: report.outcome,
    [NAMES.attempts]: report.attempts.length,
    [NAMES.waitedMs]: report.waitedMs,
    [NAMES.affinity]: report.affinity,
    [NAMES.costUsd]: cost.usd,
    [NAMES.costSource]: cost.source,
    [NAMES.areTokensEstimated]: report.isUsageEstimated || null,
    ...askedAttributes(origin?.body ?? null),
    ...usageAttributes(report.usage),
  };
}

/** Of the conventions: input with what was read from and written to a cache, output with reasoning. */
function usageAttributes(usage: CompletionUsage | null): EndedSpan['attributes'] {
  if (usage === null) return {};
  return {
    [NAMES.inputTokens]: countIn(usage.prompt_tokens),
    [NAMES.outputTokens]: countIn(usage.completion_tokens),
    [NAMES.cacheReadTokens]: countIn(usage.prompt_tokens_details?.cached_tokens),
    [NAMES.cacheWriteTokens]: countIn(usage.prompt_tokens_details?.cache_write_tokens),
    [NAMES.reasoningTokens]: countIn(usage.completion_tokens_details?.reasoning_tokens),
  };
}

/** Numbers only, whatever a provider reports. */
function countIn(value: unknown): number | null {
  return isTokenCount(value) ? value : null;
}
