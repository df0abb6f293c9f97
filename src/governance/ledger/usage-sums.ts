/** Columns of `usage_days`, and what they are of `calls`. Costs come in two parts, so that no sum goes beyond 64 bits. */
export const USAGE_SUMS = {
  names: ['provider', 'model_sent', 'key_id', 'user_name', 'team_name', 'client', 'surface', 'outcome'],
  ofCalls: {
    requests: 'count(*)',
    unpriced: "sum(case when cost is null and outcome <> 'pending' then 1 else 0 end)",
    cost_high: 'coalesce(sum(cost / 1000000), 0)',
    cost_low: 'coalesce(sum(cost % 1000000), 0)',
    input_tokens: 'sum(input_tokens)',
    cache_read_tokens: 'sum(cache_read_tokens)',
    cache_write_tokens: 'sum(cache_write_tokens)',
    output_tokens: 'sum(output_tokens)',
    reasoning_tokens: 'sum(reasoning_tokens)',
    total_tokens: 'sum(total_tokens)',
  },
} as const;

const FAILED = "outcome in ('failed', 'partial', 'unknown')";

/** Which of some calls failed: of rows, and of the sums of days. */
export const FAILED_SUMS = {
  ofCalls: `sum(case when ${FAILED} then 1 else 0 end)`,
  ofDays: `sum(case when ${FAILED} then requests else 0 end)`,
} as const;
