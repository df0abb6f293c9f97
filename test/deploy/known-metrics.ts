import { collectDefaultMetrics, Registry } from '@prometheus-io/client';

const PROVIDER = 'gen_ai_provider_name';
const MODEL = 'gen_ai_request_model';
const OPERATION = 'gen_ai_operation_name';

/** What the gateway counts, by name: the kind and the labels. */
const OWN: Readonly<Record<string, readonly [kind: string, labels: readonly string[]]>> = {
  gen_ai_client_inference_duration_seconds: ['histogram', [OPERATION, PROVIDER, MODEL, 'error_type']],
  gen_ai_client_inference_time_to_first_chunk_seconds: ['histogram', [OPERATION, PROVIDER, MODEL]],
  gen_ai_client_inference_time_per_output_chunk_seconds: ['histogram', [OPERATION, PROVIDER, MODEL]],
  gen_ai_client_inference_usage_input_tokens_total: ['counter', [PROVIDER, MODEL]],
  gen_ai_client_inference_usage_output_tokens_total: ['counter', [PROVIDER, MODEL]],
  tollgate_requests_total: ['counter', ['route', 'status']],
  tollgate_request_duration_seconds: ['histogram', ['route']],
  tollgate_overhead_seconds: ['histogram', ['route']],
  tollgate_errors_total: ['counter', ['class', PROVIDER]],
  tollgate_attempts_total: ['counter', [PROVIDER, 'outcome']],
  tollgate_retries_total: ['counter', [PROVIDER]],
  tollgate_fallbacks_total: ['counter', ['route_id']],
  tollgate_cancels_total: ['counter', [PROVIDER]],
  tollgate_calls_in_flight: ['gauge', [PROVIDER]],
  tollgate_breaker_state: ['gauge', [PROVIDER, MODEL, 'state']],
  tollgate_cost_usd_total: ['counter', [PROVIDER, MODEL]],
  tollgate_unpriced_answers_total: ['counter', [PROVIDER]],
  tollgate_shed_total: ['counter', ['reason']],
};

/** What Prometheus adds to each series. */
const SCRAPE_LABELS = ['job', 'instance'];

/** The client has the labels, and its types do not say so. */
interface DefaultMetric {
  readonly name: string;
  readonly type: string;
  readonly labelNames?: readonly string[];
}

/** Every series that can be asked for, with its labels; a histogram is three of them. */
export function knownSeries(): Map<string, ReadonlySet<string>> {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const metrics: readonly DefaultMetric[] = registry.getMetricsAsArray();
  const defaults = metrics.map(({ name, type, labelNames = [] }) => [name, type, labelNames] as const);
  const own = Object.entries(OWN).map(([name, [kind, labels]]) => [name, kind, labels] as const);
  return new Map(
    [...defaults, ...own].flatMap(([name, kind, labels]) =>
      seriesOf(name, kind, [...labels, ...SCRAPE_LABELS]),
    ),
  );
}

function seriesOf(name: string, kind: string, labels: readonly string[]): [string, ReadonlySet<string>][] {
  if (kind !== 'histogram') return [[name, new Set(labels)]];
  return [
    [`${name}_bucket`, new Set([...labels, 'le'])],
    [`${name}_sum`, new Set(labels)],
    [`${name}_count`, new Set(labels)],
  ];
}
