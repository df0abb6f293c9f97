import type { LogFields } from '../common/http/log-fields.js';
import type { CallReport } from '../completions/completion-outcome.js';
import { finishReasonOf, fromCompletionUsage } from './reported-counts.js';

/** A call's end, as the request's log line tells it. Tokens and cost are those of all attempts together. */
export function toLogFields(report: CallReport): LogFields {
  const usage = fromCompletionUsage(report.usage);
  const { affinity, error, refusedAdditions, routeId, waitedMs } = report;
  const fields: Record<string, LogFields[string]> = {
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
    cost_usd: report.cost.usd,
    attempts: report.attempts.length,
  };
  // One by one: most calls have none of them, and each spread costs as much as all else.
  if (report.isUsageEstimated) fields['usage_estimated'] = true;
  if (routeId !== null) fields['route_id'] = routeId;
  if (affinity !== null) fields['affinity'] = affinity;
  if (refusedAdditions.length > 0)
    fields['refused_additions'] = refusedAdditions.map(({ parameter }) => parameter).join();
  if (waitedMs > 0) fields['waited_ms'] = round(waitedMs);
  if (report.outcome !== 'finished') fields['characters'] = report.characters;
  if (error) fields['error'] = error;
  return fields;
}

function round(milliseconds: number | null): number | null {
  return milliseconds === null ? null : Math.round(milliseconds * 10) / 10;
}
