import { Registry } from '@prometheus-io/client';
import { GatewayError, type ErrorCode } from '../../common/errors.js';
import type { CompletionUsage } from '../../port/canonical.js';
import type { AttemptReport, CallReport } from '../../completions/completion-outcome.js';
import { CallMetrics } from './call-metrics.js';
import { createInstruments } from './instruments.js';
import { MetricLabels } from './metric-labels.js';
import { someDestinations } from '../../routing/testing/some-destinations.js';
import { samplesOf } from './testing/read-samples.js';

const USAGE = { prompt_tokens: 10, completion_tokens: 20, total_tokens: 30 };
const PRICED = { usd: '0.000123', source: 'price_table' } as const;
const FREE = {
  usage: null,
  reportedUsage: null,
  isUsageEstimated: false,
  cost: { usd: '0', source: null },
  parts: null,
} as const;
const reported = (usage: CompletionUsage) => ({ ...ANSWERED, usage, reportedUsage: usage });

const ANSWERED: AttemptReport = {
  providerId: 'acme',
  model: 'small',
  providerModel: 'acme-1',
  apiKeyVariable: null,
  reason: 'named',
  after: null,
  outcome: 'answered',
  error: null,
  startedAtMs: 0,
  spanId: null,
  upstreamMs: 1_500,
  firstPartMs: 200,
  firstTokenMs: null,
  usage: USAGE,
  reportedUsage: USAGE,
  isUsageEstimated: false,
  cost: PRICED,
  parts: null,
};
const DOWN = new GatewayError('provider.unavailable', 'canary');
const FAILED: AttemptReport = { ...ANSWERED, ...FREE, outcome: 'failed', error: DOWN };

const FINISHED: CallReport = {
  origin: null,
  startedAtMs: 0,
  requestId: 'canary-id',
  routeId: null,
  providerId: 'acme',
  targetModel: 'small',
  model: 'small',
  responseId: 'chatcmpl-1',
  providerModel: 'acme-1',
  operation: 'chat',
  isStream: false,
  outcome: 'finished',
  error: null,
  finishReason: 'stop',
  usage: USAGE,
  isUsageEstimated: false,
  cost: PRICED,
  characters: 0,
  attempts: [ANSWERED],
  isRetryRefused: false,
  fallbacks: [],
  refusedAdditions: [],
  warnings: [],
  waitedMs: 0,
  limitHeaders: {},
  affinity: null,
  upstreamMs: 1_500,
  firstPartMs: 200,
  firstTokenMs: null,
};
const BROKEN: CallReport = {
  ...FINISHED,
  outcome: 'failed',
  error: DOWN,
  usage: null,
  cost: { usd: null, source: null },
  attempts: [FAILED],
};

const NAMES = 'gen_ai_provider_name="acme",gen_ai_request_model="small"';
const SMALL = `{${NAMES},tollgate_route=""}`;
const CHAT_SMALL = `{gen_ai_operation_name="chat",${NAMES},tollgate_route=""}`;
const ACME = '{gen_ai_provider_name="acme"}';
const CALLS_OF_ACME = '{gen_ai_provider_name="acme",tollgate_route=""}';

describe('calls', () => {
  let registry: Registry;
  let metrics: CallMetrics;
  beforeEach(() => {
    registry = new Registry();
    metrics = new CallMetrics(createInstruments(registry), new MetricLabels(someDestinations()));
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

  it('that asked no provider have no time, and no attempt', async () => {
    ended({ ...BROKEN, attempts: [], upstreamMs: null, firstPartMs: null, firstTokenMs: null });
    expect(await inference('count')).toEqual({});
    expect(await samples('tollgate_attempts_total')).toEqual({});
    expect(await samples('tollgate_errors_total')).toEqual({
      '{class="provider_unavailable",gen_ai_provider_name="acme",tollgate_route=""}': 1,
    });
  });

  it('have a first chunk where they stream, and gaps after it', async () => {
    ended({}, { isStream: true }, { isStream: true, firstPartMs: null });
    metrics.partGap('acme', 'small', 30);
    metrics.partGap('acme', 'small', 70);
    const name = 'gen_ai_client_inference_time_';
    expect(await samples(`${name}to_first_chunk_seconds_count`)).toEqual({ [CHAT_SMALL]: 1 });
    expect(await samples(`${name}to_first_chunk_seconds_sum`)).toEqual({ [CHAT_SMALL]: 0.2 });
    expect(await samples(`${name}per_output_chunk_seconds_sum`)).toEqual({
      [`{gen_ai_operation_name="chat",${NAMES}}`]: 0.1,
    });
  });

  it('have a first token where a word came, however late after the first chunk', async () => {
    ended({}, { isStream: true, firstTokenMs: 2_200 }, { isStream: true });
    expect(await samples('tollgate_time_to_first_token_seconds_count')).toEqual({ [CHAT_SMALL]: 1 });
    expect(await samples('tollgate_time_to_first_token_seconds_sum')).toEqual({ [CHAT_SMALL]: 2.2 });
  });

  it('count the tokens that were reported, also of a stream that broke', async () => {
    const half = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
    const broken = { ...FAILED, ...reported(half), outcome: 'failed' } as const;
    ended({}, { ...BROKEN, attempts: [broken] }, { attempts: [FAILED] });
    expect(await samples('gen_ai_client_inference_usage_input_tokens_total')).toEqual({ [SMALL]: 11 });
    expect(await samples('gen_ai_client_inference_usage_output_tokens_total')).toEqual({ [SMALL]: 22 });
  });

  it('count the tokens of each attempt once, under the target that it asked', async () => {
    const first = { ...reported(USAGE), outcome: 'failed', model: 'acme-9' } as const;
    ended({ attempts: [first, first, ANSWERED], usage: { ...USAGE, prompt_tokens: 30 } });
    expect(await samples('gen_ai_client_inference_usage_input_tokens_total')).toEqual({
      [SMALL]: 10,
      [SMALL.replace('"small"', '"acme-9"')]: 20,
    });
  });

  it('count estimates apart from what was reported', async () => {
    const half = { ...FAILED, usage: USAGE, isUsageEstimated: true };
    const promptOnly = { ...half, reportedUsage: { prompt_tokens: 10 } as CompletionUsage };
    ended({ ...BROKEN, attempts: [half, promptOnly] });
    expect(await samples('tollgate_estimated_tokens_total')).toEqual({ [SMALL]: 50 });
    expect(await samples('gen_ai_client_inference_usage_input_tokens_total')).toEqual({ [SMALL]: 10 });
    expect(await samples('gen_ai_client_inference_usage_output_tokens_total')).toEqual({});
  });

  it('count numbers only, whatever a provider reports', async () => {
    ended({ attempts: [reported({ prompt_tokens: -1, completion_tokens: NaN, total_tokens: 0 })] });
    expect(await samples('gen_ai_client_inference_usage_input_tokens_total')).toEqual({});
    expect(await samples('gen_ai_client_inference_usage_output_tokens_total')).toEqual({});
  });

  it('add up what they cost, and say how many have no price', async () => {
    const unknown = { usd: null, source: null };
    ended({}, { cost: { usd: '0.5', source: 'provider' } }, { cost: unknown }, BROKEN);
    expect(await samples('tollgate_cost_usd_total')).toEqual({ [SMALL]: 0.500123 });
    expect(await samples('tollgate_unpriced_answers_total')).toEqual({ [CALLS_OF_ACME]: 1 });
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

  describe('of a route', () => {
    const atAcme = { ...FAILED, model: 'acme-9', providerModel: 'acme-9' };
    const atZenith = { ...ANSWERED, providerId: 'zenith', model: 'z-1', providerModel: 'z-1' };
    const left = (code: ErrorCode) => ({
      providerId: 'acme',
      model: 'acme-9',
      error: new GatewayError(code, 'canary'),
    });
    const STEADY: Partial<CallReport> = {
      routeId: 'steady',
      model: 'steady',
      providerId: 'zenith',
      targetModel: 'z-1',
      attempts: [atZenith],
    };
    const Z_1 = 'gen_ai_provider_name="sky.zenith",gen_ai_request_model="z-1",tollgate_route="steady"';
    const ACME_9 = 'gen_ai_provider_name="acme",gen_ai_request_model="acme-9",tollgate_route="steady"';

    it('carry the model of the target that answered, as the gaps between its chunks do', async () => {
      ended({ ...STEADY, isStream: true });
      metrics.partGap('zenith', 'z-1', 20);
      const chat = 'gen_ai_operation_name="chat",';
      expect(await inference('count')).toEqual({ [`{${chat}${Z_1},error_type=""}`]: 1 });
      const name = 'gen_ai_client_inference_';
      expect(await samples(`${name}time_to_first_chunk_seconds_count`)).toEqual({ [`{${chat}${Z_1}}`]: 1 });
      expect(await samples(`${name}time_per_output_chunk_seconds_count`)).toEqual({
        [`{${chat}${Z_1.replace(',tollgate_route="steady"', '')}}`]: 1,
      });
      expect(await samples(`${name}usage_output_tokens_total`)).toEqual({ [`{${Z_1}}`]: 20 });
      expect(await samples('tollgate_cost_usd_total')).toEqual({ [`{${Z_1}}`]: 0.000123 });
    });

    it('carry the model of the target that was asked last where none answered', async () => {
      ended({ ...BROKEN, ...STEADY, providerId: 'acme', targetModel: 'acme-9', attempts: [atAcme] });
      expect(await inference('count')).toEqual({
        [`{gen_ai_operation_name="chat",${ACME_9},error_type="provider.unavailable"}`]: 1,
      });
      expect(await samples('tollgate_errors_total')).toEqual({
        '{class="provider_unavailable",gen_ai_provider_name="acme",tollgate_route="steady"}': 1,
      });
    });

    it('count each target that was left, asked or not, and why', async () => {
      ended(
        { ...STEADY, attempts: [atAcme, atAcme, atZenith], fallbacks: [left('provider.unavailable')] },
        { ...STEADY, fallbacks: [left('gateway.overloaded')] },
        { ...STEADY, fallbacks: [left('gateway.overloaded')] },
        { ...STEADY, fallbacks: [left('provider.key_missing')] },
      );
      expect(await samples('tollgate_fallbacks_total')).toEqual({
        [`{${ACME_9},error_type="provider.unavailable"}`]: 1,
        [`{${ACME_9},error_type="gateway.overloaded"}`]: 2,
        [`{${ACME_9},error_type="provider.key_missing"}`]: 1,
      });
      expect(await samples('tollgate_retries_total')).toEqual({ [ACME]: 1 });
      expect(await samples('tollgate_shed_total')).toEqual({});
    });

    it('take two targets for two, though both are answered by one model', async () => {
      const alias = { ...FAILED, model: 'small' };
      const name = { ...ANSWERED, model: 'acme-1' };
      ended({ routeId: 'steady', attempts: [alias, name] });
      expect(await samples('tollgate_retries_total')).toEqual({});
    });
  });

  it('count what the gateway had added and a model refused, by configured names', async () => {
    const refused = (model: string, parameter: string) => ({ providerId: 'acme', model, parameter });
    ended(
      { refusedAdditions: [refused('small', 'temperature'), refused('small', 'max_tokens')] },
      { refusedAdditions: [refused('small', 'temperature'), refused('unheard-of', 'temperature')] },
    );
    const other = NAMES.replace('small', 'other');
    expect(await samples('tollgate_refused_additions_total')).toEqual({
      [`{${NAMES},parameter="temperature"}`]: 2,
      [`{${NAMES},parameter="max_tokens"}`]: 1,
      [`{${other},parameter="temperature"}`]: 1,
    });
  });

  it('that were left are cancels', async () => {
    ended({ ...BROKEN, outcome: 'cancelled', error: new GatewayError('client.gone', 'canary') });
    expect(await samples('tollgate_cancels_total')).toEqual({ [CALLS_OF_ACME]: 1 });
    expect(await samples('tollgate_errors_total')).toEqual({
      '{class="caller_gone",gen_ai_provider_name="acme",tollgate_route=""}': 1,
    });
  });

  it('for which a provider has no room are shed', async () => {
    ended({ ...BROKEN, error: new GatewayError('gateway.overloaded', 'canary') });
    expect(await samples('tollgate_shed_total')).toEqual({ '{reason="provider"}': 1 });
  });

  it('leave nothing that a caller wrote', async () => {
    ended({ ...BROKEN, model: 'canary-model', targetModel: 'canary-model', routeId: 'canary-route' });
    metrics.partGap('acme', 'canary-model', 1);
    expect(await registry.metrics()).not.toContain('canary');
  });
});
