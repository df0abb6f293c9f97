import { Registry } from '@prometheus-io/client';
import { GatewayError } from '../../common/errors.js';
import type { AttemptReport, CallReport } from '../../completions/completion-outcome.js';
import { CallMetrics } from './call-metrics.js';
import { createInstruments } from './instruments.js';
import { MetricLabels } from './metric-labels.js';
import { someAgents } from './testing/agents.js';
import { samplesOf } from './testing/read-samples.js';

const ANSWERED: AttemptReport = {
  providerId: 'acme',
  providerModel: 'acme-1',
  outcome: 'answered',
  error: null,
  upstreamMs: 1_500,
  firstPartMs: 200,
};
const DOWN = new GatewayError('provider.unavailable', 'canary');
const FAILED: AttemptReport = { ...ANSWERED, outcome: 'failed', error: DOWN };

const FINISHED: CallReport = {
  requestId: 'canary-id',
  routeId: null,
  providerId: 'acme',
  model: 'small',
  providerModel: 'acme-1',
  isStream: false,
  outcome: 'finished',
  error: null,
  finishReason: 'stop',
  usage: { prompt_tokens: 10, completion_tokens: 20, total_tokens: 30 },
  cost: { usd: '0.000123', source: 'price_table' },
  characters: 0,
  attempts: [ANSWERED],
  waitedMs: 0,
  upstreamMs: 1_500,
  firstPartMs: 200,
};
const BROKEN: CallReport = {
  ...FINISHED,
  outcome: 'failed',
  error: DOWN,
  usage: null,
  cost: { usd: null, source: null },
  attempts: [FAILED],
};

const SMALL = '{gen_ai_provider_name="acme",gen_ai_request_model="small"}';
const CHAT_SMALL = '{gen_ai_operation_name="chat",gen_ai_provider_name="acme",gen_ai_request_model="small"}';
const ACME = '{gen_ai_provider_name="acme"}';

describe('calls', () => {
  let registry: Registry;
  let metrics: CallMetrics;
  beforeEach(() => {
    registry = new Registry();
    metrics = new CallMetrics(createInstruments(registry), new MetricLabels(someAgents()));
  });

  const ended = (...reports: readonly Partial<CallReport>[]) => {
    for (const report of reports) metrics.ended({ ...FINISHED, ...report });
  };
  const samples = async (name: string) => samplesOf(await registry.metrics(), name);
  const inference = (part: 'sum' | 'count') => samples(`gen_ai_client_inference_duration_seconds_${part}`);

  it('are timed with their attempts and the waits between them', async () => {
    ended({ waitedMs: 500 });
    const series = CHAT_SMALL.replace('}', ',error_type=""}');
    expect(await inference('sum')).toEqual({ [series]: 2 });
  });

  it('carry the code of what they failed with', async () => {
    ended(BROKEN);
    const series = CHAT_SMALL.replace('}', ',error_type="provider.unavailable"}');
    expect(await inference('count')).toEqual({ [series]: 1 });
  });

  it('that asked nobody have no time, and no attempt', async () => {
    ended({ ...BROKEN, attempts: [], upstreamMs: null, firstPartMs: null });
    expect(await inference('count')).toEqual({});
    expect(await samples('tollgate_attempts_total')).toEqual({});
    expect(await samples('tollgate_errors_total')).toEqual({
      '{class="provider_unavailable",gen_ai_provider_name="acme"}': 1,
    });
  });

  it('have a first chunk where they stream, and gaps after it', async () => {
    ended({}, { isStream: true }, { isStream: true, firstPartMs: null });
    metrics.partGap('acme', 'small', 30);
    metrics.partGap('acme', 'small', 70);
    const name = 'gen_ai_client_inference_time_';
    expect(await samples(`${name}to_first_chunk_seconds_count`)).toEqual({ [CHAT_SMALL]: 1 });
    expect(await samples(`${name}to_first_chunk_seconds_sum`)).toEqual({ [CHAT_SMALL]: 0.2 });
    expect(await samples(`${name}per_output_chunk_seconds_sum`)).toEqual({ [CHAT_SMALL]: 0.1 });
  });

  it('count the tokens that were reported, also of a stream that broke', async () => {
    const half = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
    ended({}, { ...BROKEN, usage: half }, { usage: null });
    expect(await samples('gen_ai_client_inference_usage_input_tokens_total')).toEqual({ [SMALL]: 11 });
    expect(await samples('gen_ai_client_inference_usage_output_tokens_total')).toEqual({ [SMALL]: 22 });
  });

  it('count numbers only, whatever a provider reports', async () => {
    ended({ usage: { prompt_tokens: -1, completion_tokens: NaN, total_tokens: 0 } });
    expect(await samples('gen_ai_client_inference_usage_input_tokens_total')).toEqual({});
    expect(await samples('gen_ai_client_inference_usage_output_tokens_total')).toEqual({});
  });

  it('add up what they cost, and say how many have no price', async () => {
    const unknown = { usd: null, source: null };
    ended({}, { cost: { usd: '0.5', source: 'provider' } }, { cost: unknown }, BROKEN);
    expect(await samples('tollgate_cost_usd_total')).toEqual({ [SMALL]: 0.500123 });
    expect(await samples('tollgate_unpriced_answers_total')).toEqual({ [ACME]: 1 });
  });

  it('count the same target asked again as a retry', async () => {
    ended({ attempts: [FAILED, FAILED, ANSWERED] });
    expect(await samples('tollgate_attempts_total')).toEqual({
      '{gen_ai_provider_name="acme",outcome="failed"}': 2,
      '{gen_ai_provider_name="acme",outcome="answered"}': 1,
    });
    expect(await samples('tollgate_retries_total')).toEqual({ [ACME]: 2 });
    expect(await samples('tollgate_fallbacks_total')).toEqual({});
  });

  it('count another target as a fallback of the route', async () => {
    const zenith = { ...ANSWERED, providerId: 'zenith', providerModel: 'z-1' };
    const otherModel = { ...FAILED, providerModel: 'acme-9' };
    ended({
      routeId: 'steady',
      model: 'steady',
      providerId: 'zenith',
      attempts: [FAILED, FAILED, otherModel, zenith],
    });
    expect(await samples('tollgate_fallbacks_total')).toEqual({ '{route_id="steady"}': 2 });
    expect(await samples('tollgate_retries_total')).toEqual({ [ACME]: 1 });
    expect(await samples('tollgate_cost_usd_total')).toEqual({
      '{gen_ai_provider_name="sky.zenith",gen_ai_request_model="steady"}': 0.000123,
    });
  });

  it('that were left are cancels', async () => {
    ended({ ...BROKEN, outcome: 'cancelled', error: new GatewayError('client.gone', 'canary') });
    expect(await samples('tollgate_cancels_total')).toEqual({ [ACME]: 1 });
    expect(await samples('tollgate_errors_total')).toEqual({
      '{class="caller_gone",gen_ai_provider_name="acme"}': 1,
    });
  });

  it('for which a provider has no room are shed', async () => {
    ended({ ...BROKEN, error: new GatewayError('gateway.overloaded', 'canary') });
    expect(await samples('tollgate_shed_total')).toEqual({ '{reason="provider"}': 1 });
  });

  it('leave nothing that a caller wrote', async () => {
    ended({ ...BROKEN, model: 'canary-model' });
    metrics.partGap('acme', 'canary-model', 1);
    expect(await registry.metrics()).not.toContain('canary');
  });
});
