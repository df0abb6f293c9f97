/** One metric, as it is registered. */
export interface MetricDefinition {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly labels: readonly string[];
  readonly help: string;
  /** Upper bounds of a histogram, in seconds. */
  readonly buckets?: readonly number[];
}

const PROVIDER = 'gen_ai_provider_name';
const MODEL = 'gen_ai_request_model';
const ROUTE = 'tollgate_route';
const OPERATION = 'gen_ai_operation_name';

/** OpenTelemetry's for durations. */
const DURATION_SECONDS = [
  0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92,
];

/** OpenTelemetry's for the time to a first token; for gaps as well, since chunks come as close as packets. */
const CHUNK_SECONDS = [0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** Our own: the gateway's part is below where OpenTelemetry's durations begin. */
const OVERHEAD_SECONDS = [0.000_25, 0.000_5, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1];

/**
 * Every metric of the gateway's own, by its name in Prometheus.
 *
 * Those that begin with `gen_ai_` follow OpenTelemetry's conventions for generative AI as they stand after v1.41.0, on
 * the main branch of open-telemetry/semantic-conventions-genai (read 2026-11-23): dots are underscores, and the unit and
 * `_total` come last, as Prometheus wants it. There v1.41's `gen_ai.client.operation.duration` became
 * `gen_ai.client.inference.duration`, and the histogram `gen_ai.client.token.usage` two counters. The conventions are in
 * development, so these names are unstable and may follow them; `tollgate_` names are ours. So is that of the time to the
 * first token: `gen_ai.server.time_to_first_token` is for the server that runs the model, and a client's first chunk may be the end of an empty answer.
 *
 * A call is counted under the target that answered it, was asked last or would have been; `tollgate_route` is the route
 * that named the target, and empty where the caller named the provider.
 */
export const METRICS = {
  gen_ai_client_inference_duration_seconds: {
    kind: 'histogram',
    labels: [OPERATION, PROVIDER, MODEL, ROUTE, 'error_type'],
    help: 'A call to models, all attempts and the waits between them, in seconds.',
    buckets: DURATION_SECONDS,
  },
  gen_ai_client_inference_time_to_first_chunk_seconds: {
    kind: 'histogram',
    labels: [OPERATION, PROVIDER, MODEL, ROUTE],
    help: 'From the request to a provider to the first chunk of its streamed answer that tells something, be it its end, in seconds.',
    buckets: CHUNK_SECONDS,
  },
  gen_ai_client_inference_time_per_output_chunk_seconds: {
    kind: 'histogram',
    labels: [OPERATION, PROVIDER, MODEL],
    help: 'Between two chunks of a streamed answer that bring a word, a thought or a part of a tool call, in seconds.',
    buckets: CHUNK_SECONDS,
  },
  gen_ai_client_inference_usage_input_tokens_total: {
    kind: 'counter',
    labels: [PROVIDER, MODEL, ROUTE],
    help: 'Tokens of prompts as providers reported them, cached ones included.',
  },
  gen_ai_client_inference_usage_output_tokens_total: {
    kind: 'counter',
    labels: [PROVIDER, MODEL, ROUTE],
    help: 'Tokens of answers as providers reported them, reasoning included.',
  },
  tollgate_estimated_tokens_total: {
    kind: 'counter',
    labels: [PROVIDER, MODEL, ROUTE],
    help: 'Tokens of prompts and answers that no provider reported, such as those of answers that broke off: about a token for four characters. In no other count of tokens.',
  },
  tollgate_time_to_first_token_seconds: {
    kind: 'histogram',
    labels: [OPERATION, PROVIDER, MODEL, ROUTE],
    help: 'From the request to a provider to the first word, thought or part of a tool call of its streamed answer, in seconds.',
    buckets: CHUNK_SECONDS,
  },
  tollgate_requests_total: {
    kind: 'counter',
    labels: ['route', 'status'],
    help: 'HTTP requests by the pattern of their route; status 499 = the caller left before an answer.',
  },
  tollgate_request_duration_seconds: {
    kind: 'histogram',
    labels: ['route'],
    help: 'HTTP requests from their headers to the end of the response, in seconds.',
    buckets: DURATION_SECONDS,
  },
  tollgate_overhead_seconds: {
    kind: 'histogram',
    labels: ['route'],
    help: 'What is left of a request that asked a provider without the time at providers and between attempts, in seconds.',
    buckets: OVERHEAD_SECONDS,
  },
  tollgate_errors_total: {
    kind: 'counter',
    labels: ['class', PROVIDER, ROUTE],
    help: 'Failed requests by whose doing it was: caller_, policy_, provider_, gateway_. Empty provider = it came to none.',
  },
  tollgate_attempts_total: {
    kind: 'counter',
    labels: [PROVIDER, 'outcome'],
    help: 'Requests to providers.',
  },
  tollgate_retries_total: {
    kind: 'counter',
    labels: [PROVIDER],
    help: 'Attempts that asked the same target again.',
  },
  tollgate_fallbacks_total: {
    kind: 'counter',
    labels: [PROVIDER, MODEL, ROUTE, 'error_type'],
    help: 'Times that a route left a target for its next one, by the target it left and why: what that failed with, or what kept it from being asked.',
  },
  tollgate_affinity_total: {
    kind: 'counter',
    labels: [PROVIDER, ROUTE, 'outcome'],
    help: 'Answers in conversations that had a choice of targets or keys: initialize = the first that this process knows of, retain = from the same target and key as the one before, switch = from elsewhere.',
  },
  tollgate_refused_additions_total: {
    kind: 'counter',
    labels: [PROVIDER, MODEL, 'parameter'],
    help: 'Times that a model refused a parameter which the gateway had added to a request, and was asked again without it.',
  },
  tollgate_cancels_total: {
    kind: 'counter',
    labels: [PROVIDER, ROUTE],
    help: 'Calls that their callers left.',
  },
  tollgate_calls_in_flight: {
    kind: 'gauge',
    labels: [PROVIDER],
    help: 'Requests to providers that are not over.',
  },
  tollgate_keys_resting: {
    kind: 'gauge',
    labels: [PROVIDER],
    help: 'Keys of a provider that are in cooldown: refused, spent, or limited for one model at least.',
  },
  tollgate_breaker_state: {
    kind: 'gauge',
    labels: [PROVIDER, MODEL, 'state'],
    help: 'Models whose circuit breaker is in this state: 1 or 0, and a count for the model "other".',
  },
  tollgate_cost_usd_total: {
    kind: 'counter',
    labels: [PROVIDER, MODEL, ROUTE],
    help: 'Cost of calls in US dollars, estimates of what was not reported included, as exact as a float adds up; the log has the exact cost of each.',
  },
  tollgate_unpriced_answers_total: {
    kind: 'counter',
    labels: [PROVIDER, ROUTE],
    help: 'Answers of unknown cost, be it of an attempt before them.',
  },
  tollgate_shed_total: {
    kind: 'counter',
    labels: ['reason'],
    help: 'Calls refused because the gateway, or its share for one provider, was full.',
  },
  tollgate_limits_shared: {
    kind: 'gauge',
    labels: [],
    help: '1 = limits are counted together with other nodes, 0 = Redis (REDIS_URL) is away, and this node keeps to its share. Without REDIS_URL there is no such series.',
  },
  tollgate_limits_decided_alone_total: {
    kind: 'counter',
    labels: [],
    help: 'Calls that this node let in or refused within its share of their limits.',
  },
  tollgate_trace_spans_total: {
    kind: 'counter',
    labels: ['outcome'],
    help: 'Spans that the collector took (exported), that it did not (failed), and those that there was no room for meanwhile (dropped). Where no collector is named there is no such series.',
  },
  tollgate_budget_thresholds_total: {
    kind: 'counter',
    labels: ['scope', 'per', 'percent'],
    help: 'Budgets of which 80 or 95 percent were spent, each once in its period, as this node was the first to notice.',
  },
  tollgate_budget_webhooks_total: {
    kind: 'counter',
    labels: ['outcome'],
    help: 'Tries to tell budget_webhook: delivered, failed (and to be tried again), given_up.',
  },
  tollgate_budget_unchecked_calls_total: {
    kind: 'counter',
    labels: ['state'],
    help: 'Calls under a budget that passed while the store was away (budget_fail: open), those of them that were charged later, and those that never will be.',
  },
  tollgate_ledger_lost_rows_total: {
    kind: 'counter',
    labels: ['kind'],
    help: 'What the ledger could not write, and will not: rows of calls that were made (call), ends of such calls (end), rows of calls that were refused or replayed (not_made).',
  },
  tollgate_idempotency_requests_total: {
    kind: 'counter',
    labels: ['outcome'],
    help: 'Requests with an Idempotency-Key: replayed, refused as in_progress (409) or mismatch (422), or the first with an answer that was kept, or was too_large.',
  },
  tollgate_idempotency_held_bytes: {
    kind: 'gauge',
    labels: [],
    help: 'Bytes of answers that are kept for their Idempotency-Key, of all nodes that share the store; IDEMPOTENCY_MAX_TOTAL_BYTES bounds them. While the store is away there is no such series.',
  },
} as const satisfies Readonly<Record<string, MetricDefinition>>;

/** As Prometheus has it. */
export type MetricName = keyof typeof METRICS;

/** The labels of a metric: one that it does not declare does not compile. */
export type LabelOf<Name extends MetricName> = (typeof METRICS)[Name]['labels'][number];

/** The metrics of a kind. */
export type NameOfKind<Kind extends MetricDefinition['kind']> = {
  [Name in MetricName]: (typeof METRICS)[Name]['kind'] extends Kind ? Name : never;
}[MetricName];
