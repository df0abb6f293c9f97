import { SamplingDecision, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace';
import type { ServerSettings } from '../../config/settings.js';

/** Whether spans of a trace are recorded; `callers` = what its caller decided, `null` = nothing. */
export type Sampling = (traceId: string, callers: boolean | null) => boolean;

/** As OTEL_TRACES_SAMPLER names it: nodes that see the same trace decide alike. */
export function samplingOf({
  OTEL_TRACES_SAMPLER: name,
  OTEL_TRACES_SAMPLER_ARG: share,
}: Pick<ServerSettings, 'OTEL_TRACES_SAMPLER' | 'OTEL_TRACES_SAMPLER_ARG'>): Sampling {
  const decide = rootSampling(name, Number(share));
  return name.startsWith('parentbased_') ? (traceId, callers) => callers ?? decide(traceId) : decide;
}

function rootSampling(
  name: ServerSettings['OTEL_TRACES_SAMPLER'],
  share: number,
): (traceId: string) => boolean {
  if (name.endsWith('always_on')) return () => true;
  if (name.endsWith('always_off')) return () => false;
  const sampler = new TraceIdRatioBasedSampler(share);
  return (traceId) =>
    sampler.shouldSample(undefined, traceId).decision === SamplingDecision.RECORD_AND_SAMPLED;
}
