import { GatewayError } from '../common/errors.js';
import type { CallReport } from '../completions/completion-outcome.js';
import { toLogFields } from './call-log-fields.js';
import { USAGE } from '../port/testing/fake-llm-provider.js';

const REPORT: CallReport = {
  origin: null,
  startedAtMs: 0,
  requestId: 'r-1',
  routeId: null,
  providerId: 'acme',
  targetModel: 'small',
  model: 'small',
  responseId: 'chatcmpl-1',
  providerModel: 'acme-1',
  operation: 'chat',
  isStream: true,
  outcome: 'finished',
  error: null,
  finishReason: 'stop',
  usage: USAGE,
  isUsageEstimated: false,
  cost: { usd: '0.000123', source: 'provider' },
  characters: 6,
  attempts: [],
  isRetryRefused: false,
  fallbacks: [],
  refusedAdditions: [],
  warnings: [],
  waitedMs: 0,
  limitHeaders: {},
  affinity: null,
  upstreamMs: 12.345,
  firstPartMs: 1.25,
  firstTokenMs: 1.25,
};

describe('toLogFields', () => {
  it('tells of a good end who answered, how long it took, and the tokens', () => {
    expect(toLogFields(REPORT)).toEqual({
      provider: 'acme',
      model: 'small',
      provider_model: 'acme-1',
      stream: true,
      outcome: 'finished',
      finish_reason: 'stop',
      upstream_ms: 12.3,
      first_part_ms: 1.3,
      ...USAGE,
      cached_tokens: null,
      reasoning_tokens: null,
      cost_usd: '0.000123',
      attempts: 0,
    });
  });

  it('tells of a failure its error, and null for what did not come', () => {
    const error = new GatewayError('provider.timed_out', 'Too late.');
    const failed: CallReport = {
      ...REPORT,
      outcome: 'timed-out',
      error,
      finishReason: null,
      usage: null,
      firstPartMs: null,
    };
    expect(toLogFields(failed)).toMatchObject({
      outcome: 'timed-out',
      finish_reason: null,
      first_part_ms: null,
      prompt_tokens: null,
      error,
    });
  });

  it('tells what the gateway had added and the provider refused', () => {
    const refused = ['temperature', 'max_tokens'].map((parameter) => ({
      providerId: 'acme',
      model: 'small',
      parameter,
    }));
    const fields = toLogFields({ ...REPORT, refusedAdditions: refused });
    expect(fields['refused_additions']).toBe('temperature,max_tokens');
  });

  it('says that tokens are an estimate where they are, and how many characters had come of half an answer', () => {
    const error = new GatewayError('client.gone', 'Gone.');
    const fields = toLogFields({ ...REPORT, outcome: 'cancelled', error, isUsageEstimated: true });
    expect(fields).toMatchObject({ prompt_tokens: 10, usage_estimated: true, characters: 6 });
    expect(toLogFields(REPORT)).not.toHaveProperty('usage_estimated');
  });
});
