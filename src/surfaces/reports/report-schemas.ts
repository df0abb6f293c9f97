import { LEDGER_OUTCOMES } from '../../governance/ledger/ledger-outcomes.js';
import { ATTEMPT_REASONS } from '../../completions/attempt-reason.js';
import { COST_PARTS } from '../../pricing/cost-parts.js';

const text = { type: 'string' };
const nullableText = { type: 'string', nullable: true };
const time = { type: 'string', format: 'date-time' };
const nullableTime = { ...time, nullable: true };
const count = { type: 'integer', nullable: true, description: '`null`: not told by the provider.' };
const sum = { type: 'integer' };
const usd = { type: 'string', description: 'US dollars, as a decimal.' };
const nullableUsd = { ...usd, nullable: true, description: 'US dollars; `null`: not known.' };
const ms = { type: 'number', nullable: true, description: 'Milliseconds.' };

type Properties = Readonly<Record<string, object>>;

/** All of the properties are there. */
function whole(properties: Properties) {
  return { type: 'object', required: Object.keys(properties), properties };
}

const tokensOf = (one: object) => ({
  input: { ...one, description: 'With what was read from a cache or written to it.' },
  cache_read: one,
  cache_write: one,
  output: { ...one, description: 'With what was reasoned.' },
  reasoning: one,
  total: one,
  audio: { ...one, description: 'Of sound, in input and output together.' },
});
const OUTCOME = {
  type: 'string',
  enum: [...LEDGER_OUTCOMES],
  description: '`pending`: under way. `unknown`: its process ended, and nobody knows how it did.',
};
const COST_SOURCE = {
  type: 'string',
  nullable: true,
  enum: ['provider', 'price_table', 'operator', 'estimate', null],
};

const ATTEMPT = whole({
  provider: nullableText,
  provider_key: { ...nullableText, description: 'The variable that holds it.' },
  model_sent: nullableText,
  outcome: text,
  error_code: nullableText,
  tokens: whole(tokensOf(count)),
  cost_usd: nullableUsd,
  duration_ms: ms,
  started_at: { ...nullableTime, description: 'When its request went out; `null`: not known.' },
  reason: {
    ...nullableText,
    enum: [...ATTEMPT_REASONS, null],
    description:
      'Why it was asked. First: `named` by the caller, by an `alias`, the provider’s `default` model, the one `owner` of ' +
      'a bare name, of a route the first (`route_first`), drawn by weight (`route_weight`) or where the session belongs ' +
      '(`route_session`), `downgrade`: in place of what a budget has no room for. Behind an error: the route’s next ' +
      '(`fallback`), the same with another key (`next_key`), once more (`retry`), once more `without_additions` of the ' +
      'gateway. `null`: not known.',
  },
  after: { ...nullableText, description: 'Code of the error before it; `null`: there was none.' },
});

const WARNING = whole({
  action: { ...text, enum: ['renamed', 'dropped', 'changed', 'deprecated', 'exhausted'] },
  parameter: { ...nullableText, description: 'The parameter that it is about.' },
  model: { ...nullableText, description: 'The model that it is about.' },
});

/** What every report of a call has, those from memory among them. */
const REMEMBERED: Properties = {
  id: text,
  request_id: text,
  started_at: time,
  ended_at: { ...nullableTime, description: '`null`: it is under way.' },
  key: { ...nullableText, description: 'Id of the key; `null`: callers need none.' },
  route: nullableText,
  provider: nullableText,
  provider_key: { ...nullableText, description: 'The variable that holds the key of the provider.' },
  model_asked: nullableText,
  model_sent: nullableText,
  model_answered: nullableText,
  operation: { ...nullableText, description: '`chat`, `embeddings`, …' },
  stream: { type: 'boolean' },
  tokens: whole({
    ...tokensOf(count),
    estimated: { type: 'boolean' },
  }),
  cost_usd: nullableUsd,
  cost_source: COST_SOURCE,
  outcome: OUTCOME,
  finish_reason: nullableText,
  status: { type: 'integer', nullable: true, description: 'Of HTTP, as the caller got it.' },
  error_code: nullableText,
  first_token_ms: ms,
  duration_ms: ms,
  overhead_ms: { ...ms, description: 'Time of the gateway’s own, in milliseconds.' },
  affinity: {
    ...nullableText,
    enum: ['initialize', 'retain', 'switch', null],
    description:
      'Whether the answer came from where the last one of its session came from; `null`: there was nothing to keep to.',
  },
  warnings: {
    type: 'array',
    items: WARNING,
    description: 'What the gateway told of the target that was asked last, by names alone.',
  },
  cost_parts_usd: {
    ...whole(Object.fromEntries(COST_PARTS.map((name) => [name, usd]))),
    nullable: true,
    description:
      'What the tokens cost by known prices, in US dollars: they come to `computed_cost_usd`. `input` and `output` are ' +
      'without what stands beside them. `null`: not known.',
  },
  attempts: { type: 'array', items: ATTEMPT },
};

/** What only the ledger knows. */
const OF_LEDGER: Properties = {
  trace_id: nullableText,
  session: nullableText,
  user: nullableText,
  team: nullableText,
  tags: { type: 'object', additionalProperties: text },
  client: { ...nullableText, description: 'The program, as it names itself.' },
  surface: nullableText,
  idempotent_replay: { type: 'boolean' },
  provider_cost_usd: { ...nullableUsd, description: 'What the provider says that it cost.' },
  computed_cost_usd: { ...nullableUsd, description: 'What it cost by known prices.' },
  price_version: {
    ...nullableText,
    description: 'By which prices; behind ` + ` what was billed besides tokens, such as `priority`.',
  },
};

/** A call of the ledger. */
export const CALL = whole({ ...REMEMBERED, ...OF_LEDGER });

/** What a call cost before it was priced anew. */
const EARLIER_COST = whole({
  repriced_at: time,
  cost_usd: nullableUsd,
  cost_source: COST_SOURCE,
  price_version: nullableText,
});

/** One call of the ledger, with all that it cost so far. */
export const CALL_BY_ID = {
  ...CALL,
  required: [...CALL.required, 'captured'],
  properties: {
    ...CALL.properties,
    captured: {
      type: 'boolean',
      description: 'What was asked and answered is kept: `GET /admin/calls/{id}/capture` shows it.',
    },
    earlier_costs: {
      type: 'array',
      items: EARLIER_COST,
      description: 'Before it was priced anew, the latest first; left out where it was not.',
    },
  },
};

/** A call as the ledger tells it or, where there is none, as this process remembers it. */
export const RECENT_CALL = { ...whole(REMEMBERED), properties: { ...REMEMBERED, ...OF_LEDGER } };

const GROUPS = [
  'hour',
  'day',
  'model',
  'provider',
  'key',
  'user',
  'team',
  'client',
  'session',
  'surface',
  'outcome',
];
const SUMS: Properties = {
  requests: sum,
  failed: sum,
  tokens: whole(tokensOf(sum)),
  cost_usd: usd,
  unpriced_requests: { ...sum, description: 'Of those, whose cost is not known.' },
};

/** What some calls came to. */
export const USAGE_ROW = {
  ...whole(SUMS),
  description: 'With a field for each name of `group_by`, `tag.<name>` among them.',
  properties: { ...Object.fromEntries(GROUPS.map((name) => [name, nullableText])), ...SUMS },
  additionalProperties: nullableText,
};

/** What the calls of all other groups came to. */
export const USAGE_REST = whole(SUMS);

/** What the calls of one conversation came to. */
export const SESSION_ROW = whole({
  session: text,
  client: { ...nullableText, description: 'The program that made its last call.' },
  started_at: { ...time, description: 'When its first call began, of those that are meant.' },
  last_at: { ...time, description: 'When its last call began.' },
  ...SUMS,
});

/** How long streams took until their first token. */
export const FIRST_TOKENS = whole({
  streams: sum,
  p50_ms: { ...ms, description: 'Half of them had it by then; `null`: there was no stream.' },
  p95_ms: ms,
  p99_ms: ms,
});

/** A model, and what its calls cost by its provider and by known prices. */
export const DRIFT_ROW = whole({
  provider: text,
  model: nullableText,
  calls: sum,
  provider_cost_usd: usd,
  computed_cost_usd: usd,
  difference_usd: { ...usd, description: 'The provider’s less ours.' },
});
