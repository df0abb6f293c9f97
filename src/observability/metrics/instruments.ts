import { Counter, Histogram, type Registry } from '@prometheus-io/client';
import { BulkCounter } from './bulk-counter.js';
import { BulkHistogram } from './bulk-histogram.js';
import { METRICS, type LabelOf, type MetricName, type NameOfKind } from './metric-definitions.js';

/** Every counter, gauge and histogram of one registry. */
export type Instruments = ReturnType<typeof createInstruments>;

/** What events are counted with, on this registry and no other. */
export function createInstruments(registry: Registry) {
  return {
    inferenceSeconds: bulkHistogram('gen_ai_client_inference_duration_seconds', registry),
    firstChunkSeconds: histogram('gen_ai_client_inference_time_to_first_chunk_seconds', registry),
    chunkGapSeconds: bulkHistogram('gen_ai_client_inference_time_per_output_chunk_seconds', registry),
    firstTokenSeconds: histogram('tollgate_time_to_first_token_seconds', registry),
    inputTokens: bulkCounter('gen_ai_client_inference_usage_input_tokens_total', registry),
    outputTokens: bulkCounter('gen_ai_client_inference_usage_output_tokens_total', registry),
    estimatedTokens: counter('tollgate_estimated_tokens_total', registry),
    requests: bulkCounter('tollgate_requests_total', registry),
    requestSeconds: bulkHistogram('tollgate_request_duration_seconds', registry),
    overheadSeconds: bulkHistogram('tollgate_overhead_seconds', registry),
    errors: counter('tollgate_errors_total', registry),
    attempts: bulkCounter('tollgate_attempts_total', registry),
    retries: counter('tollgate_retries_total', registry),
    fallbacks: counter('tollgate_fallbacks_total', registry),
    affinity: counter('tollgate_affinity_total', registry),
    refusedAdditions: counter('tollgate_refused_additions_total', registry),
    cancels: counter('tollgate_cancels_total', registry),
    costUsd: bulkCounter('tollgate_cost_usd_total', registry),
    unpricedAnswers: counter('tollgate_unpriced_answers_total', registry),
    shed: counter('tollgate_shed_total', registry),
  };
}

/** Name, help and labels of a metric, as the client takes them. */
export function configurationOf<Name extends MetricName>(name: Name, registry: Registry) {
  const { help, labels } = METRICS[name];
  return { name, help, labelNames: labels as readonly LabelOf<Name>[], registers: [registry] };
}

function counter<Name extends NameOfKind<'counter'>>(name: Name, registry: Registry) {
  return new Counter<LabelOf<Name>>(configurationOf(name, registry));
}

function bulkCounter<Name extends NameOfKind<'counter'>>(name: Name, registry: Registry) {
  return new BulkCounter<LabelOf<Name>>(configurationOf(name, registry));
}

function histogram<Name extends NameOfKind<'histogram'>>(name: Name, registry: Registry) {
  const buckets = [...METRICS[name].buckets];
  return new Histogram<LabelOf<Name>>({ ...configurationOf(name, registry), buckets });
}

function bulkHistogram<Name extends NameOfKind<'histogram'>>(name: Name, registry: Registry) {
  const buckets = [...METRICS[name].buckets];
  return new BulkHistogram<LabelOf<Name>>({ ...configurationOf(name, registry), buckets });
}
