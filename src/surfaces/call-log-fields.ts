import type { LogFields } from '../common/http/log-fields.js';
import type { CallReport } from '../completions/completion-outcome.js';
import { finishReasonOf, fromCompletionUsage } from './reported-counts.js';

/** A call's end, as the request's log line tells it. Tokens and cost are those of all attempts together. */
export function toLogFields(report: CallReport): LogFields {
  const usage = fromCompletionUsage(report.usage);
  return {
    provider: report.providerId,
    model: report.model,
    provider_model: report.providerModel,
    stream: report.isStream,
    outcome: report.outcome,
    finish_reason: finishReasonOf(report.finishReason),
    upstream_ms: round(report.upstreamMs),
    first_part_ms: round(report.firstPartMs),
    prompt_tokens: usage.prompt_tokens,
    completion_tokens: usage.completion_tokens,
    total_tokens: usage.total_tokens,
    cached_tokens: usage.cached_tokens,
    reasoning_tokens: usage.reasoning_tokens,
    ...(report.isUsageEstimated && { usage_estimated: true }),
    cost_usd: report.cost.usd,
    attempts: report.attempts.length,
    ...(report.routeId !== null && { route_id: report.routeId }),
    ...(report.affinity !== null && { affinity: report.affinity }),
    ...(report.refusedAdditions.length > 0 && {
      refused_additions: report.refusedAdditions.map(({ parameter }) => parameter).join(),
    }),
    ...(report.waitedMs > 0 && { waited_ms: round(report.waitedMs) }),
    ...(report.outcome !== 'finished' && { characters: report.characters }),
    ...(report.error && { error: report.error }),
  };
}

function round(milliseconds: number | null): number | null {
  return milliseconds === null ? null : Math.round(milliseconds * 10) / 10;
}
