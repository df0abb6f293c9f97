import { randomHex } from '../../common/http/random-hex.js';
import type { RequestTrace } from '../../common/http/request-trace.js';
import type { AttemptReport, CallReport } from '../../completions/completion-outcome.js';
import type { CompletionUsage } from '../../port/canonical.js';
import { isTokenCount } from '../../port/token-count.js';
import { askedAttributes } from './asked-attributes.js';
import type { EndedSpan, SpanAttributes } from './ended-span.js';

/** A provider as OpenTelemetry names it. */
export interface TracedProvider {
  readonly name: string;
  /** Its address; `null` = it is no server. */
  readonly server: { readonly address: string; readonly port: number } | null;
}

/** A provider by its id. */
export type ProviderLookup = (providerId: string) => TracedProvider;

/** What spans of a call are made with, beside its report. */
export interface CallSpanOptions {
  readonly providerOf: ProviderLookup;
  /** What the span of the call tells of what was said in it. */
  readonly content?: SpanAttributes | undefined;
}

/**
 * A span for the call, under the one of its request, and one for each attempt under it.
 */
export function spansOfCall(
  report: CallReport,
  { traceId, spanId: parentSpanId }: RequestTrace,
  { providerOf, content }: CallSpanOptions,
): EndedSpan[] {
  const { attempts, startedAtMs, waitedMs, upstreamMs } = report;
  const last = attempts.at(-1);
  const endMs = last ? last.startedAtMs + last.upstreamMs : startedAtMs + waitedMs + (upstreamMs ?? 0);
  const spanId = randomHex(8);
  const asked = askedAttributes(report.origin?.body ?? null);
  const attributes = [callAttributes(report, providerOf), asked, usageAttributes(report.usage)];
  const ofCall: EndedSpan = {
    traceId,
    spanId,
    parentSpanId,
    name: `${report.operation} ${report.targetModel}`,
    kind: 'client',
    startMs: startedAtMs,
    endMs,
    hasFailed: report.error !== null,
    attributes: content ? [...attributes, content] : attributes,
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
  const { name: provider, server } = providerOf(attempt.providerId);
  const attributes: SpanAttributes = {
    operation,
    provider,
    serverAddress: server?.address,
    serverPort: server?.port,
    requestModel: providerModel,
    isStream: isStream || null,
    providerKey: attempt.apiKeyVariable,
    resendCount: index === 0 ? null : index,
    retryReason: before?.error?.code,
    outcome: attempt.outcome,
    errorType: error?.code,
    timeToFirstChunk: isStream && firstTokenMs !== null ? firstTokenMs / 1_000 : null,
    costUsd: attempt.cost.usd,
  };
  return {
    traceId: call.traceId,
    spanId: attempt.spanId ?? randomHex(8),
    parentSpanId: call.spanId,
    name: `${operation} ${providerModel}`,
    kind: 'client',
    startMs: startedAtMs,
    endMs: startedAtMs + upstreamMs,
    hasFailed: error !== null,
    attributes: [attributes, usageAttributes(attempt.usage)],
  };
}

function callAttributes(report: CallReport, providerOf: ProviderLookup): SpanAttributes {
  const { origin, error, finishReason, firstTokenMs, isStream, cost } = report;
  return {
    operation: report.operation,
    provider: providerOf(report.providerId).name,
    requestModel: report.targetModel,
    responseModel: error === null ? report.providerModel : null,
    responseId: report.responseId,
    finishReasons: finishReason === null ? null : [finishReason],
    timeToFirstChunk: isStream && firstTokenMs !== null ? firstTokenMs / 1_000 : null,
    conversation: origin?.session,
    errorType: error?.code,
    requestId: report.requestId,
    surface: origin?.surface,
    tollgateRoute: report.routeId,
    isStream: isStream || null,
    outcome: report.outcome,
    attempts: report.attempts.length,
    waitedMs: report.waitedMs,
    affinity: report.affinity,
    costUsd: cost.usd,
    costSource: cost.source,
    areTokensEstimated: report.isUsageEstimated || null,
  };
}

const NOTHING: SpanAttributes = Object.freeze({});

/** Of the conventions: input with what was read from and written to a cache, output with reasoning. */
function usageAttributes(usage: CompletionUsage | null): SpanAttributes {
  if (usage === null) return NOTHING;
  return {
    inputTokens: countIn(usage.prompt_tokens),
    outputTokens: countIn(usage.completion_tokens),
    cacheReadTokens: countIn(usage.prompt_tokens_details?.cached_tokens),
    cacheWriteTokens: countIn(usage.prompt_tokens_details?.cache_write_tokens),
    reasoningTokens: countIn(usage.completion_tokens_details?.reasoning_tokens),
  };
}

/** Numbers only, whatever a provider reports. */
function countIn(value: unknown): number | null {
  return isTokenCount(value) ? value : null;
}
