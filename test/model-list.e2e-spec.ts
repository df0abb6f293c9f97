import { MovableClock } from '../src/common/testing/movable-clock.js';
import { warnOfEnds } from '../src/lifecycle/announce.js';
import type { ModelListDto } from '../src/surfaces/agents/dto/model-list.dto.js';
import { ask } from './support/agent-client.js';
import { holdDate } from './support/fixed-date.js';
import { startPair, type GatewayPair } from './support/gateway-pair.js';
import { ProviderStage } from './support/provider-stage.js';
import { OPENAI_MODELS } from './support/scripted-openai/openai-models.js';
import { answerJson, neverAnswer } from './support/scripted-upstream/scripts.js';
import { startGateway } from './support/start-gateway.js';

const listOf = async (url: string, provider = 'openai') => {
  const response = await fetch(`${url}/agents/llm-providers/${provider}/models`);
  return { status: response.status, list: (await response.json()) as ModelListDto };
};
const named = ({ models }: ModelListDto, id: string) => models.find((model) => model.id === id);

describe('the list of models', () => {
  let pair: GatewayPair;
  beforeEach(async () => void (pair = await startPair({ OPENAI_MODEL_ALIASES: 'fast=gpt-4o-mini' })));
  afterEach(() => pair.close());

  it('is the provider’s own, with the names that the gateway adds', async () => {
    const { status, list } = await listOf(pair.gateway.url);
    expect([status, list.provider, list.source, list.default_model]).toEqual([
      200,
      'openai',
      'provider',
      'gpt-o3-mini',
    ]);
    expect(list.models.slice(0, 2).map(({ id }) => id)).toEqual(['fast', 'gpt-o3-mini']);
    expect(named(list, 'gpt-o3-mini')).toMatchObject({ alias_of: 'gpt-6-luna', shutdown_date: null });
    expect(named(list, 'fast')).toMatchObject({
      alias_of: 'gpt-4o-mini',
      shutdown_date: '2027-01-14',
      replacements: ['gpt-6-luna'],
    });
    expect(named(list, 'gpt-4o')).toEqual({
      id: 'gpt-4o',
      alias_of: null,
      context_window: 128_000,
      max_output_tokens: null,
      prices: {
        input_usd_per_million: '2.5',
        cached_input_usd_per_million: '1.25',
        output_usd_per_million: '10',
        source: 'price_table',
      },
      capabilities: { tools: null, vision: null, reasoning: null, structured_output: null },
      created: 1_760_000_000,
      rerouted_to: null,
      shutdown_date: '2027-01-14',
      replacements: ['gpt-6-luna'],
      parameters: [],
    });
    expect(named(list, 'gpt-6-luna')?.parameters.map(({ parameter }) => parameter)).toContain('temperature');
  });

  it('is asked for once, by however many', async () => {
    const lists = await Promise.all([1, 2, 3, 4].map(() => listOf(pair.gateway.url)));
    await listOf(pair.gateway.url);
    expect(new Set(lists.map(({ list }) => JSON.stringify(list))).size).toBe(1);
    expect(pair.upstream.requests.map(({ path }) => path)).toEqual(['/v1/models']);
  });

  it('is what was shipped where the provider refuses to tell, and the log says why', async () => {
    const other = await startGateway({ OPENAI_API_KEY: 'sk-wrong', OPENAI_BASE_URL: pair.upstream.baseUrl });
    const { status, list } = await listOf(other.url);
    expect([status, list.source]).toEqual([200, 'bundled']);
    expect(named(list, 'gpt-o3-mini')?.alias_of).toBe('gpt-6-luna');
    expect(named(list, 'o3-mini')?.shutdown_date).toBe('2026-10-23');
    expect(
      await other.logLine((line) => line['route'] === '/agents/llm-providers/:provider/models'),
    ).toMatchObject({
      list_error_code: 'provider.auth_failed',
    });
    expect(other.logText()).not.toContain('sk-wrong');
    await other.close();
  });

  it('is what was shipped where there is no key, and no provider is asked', async () => {
    const other = await startGateway({ OPENAI_BASE_URL: pair.upstream.baseUrl });
    expect((await listOf(other.url)).list.source).toBe('bundled');
    expect((await listOf(other.url, 'sandbox')).list).toMatchObject({
      source: 'provider',
      default_model: 'sim/echo',
    });
    expect((await listOf(other.url, 'unknown')).status).toBe(404);
    expect(pair.upstream.requests).toHaveLength(0);
    await other.close();
  });
});

describe('an end that only the provider’s list tells', () => {
  holdDate();
  const models = [
    ...OPENAI_MODELS.filter(({ id }) => id !== 'gpt-4o'),
    { id: 'gpt-4o', snapshot: 'gpt-4o-2024-08-06', shutdownDate: null },
    { id: 'gpt-7-nova', snapshot: 'gpt-7-nova', shutdownDate: '2027-02-01' },
    { id: 'gpt-7-late', snapshot: 'gpt-7-late', shutdownDate: '2026-11-20' },
  ];
  let pair: GatewayPair;
  afterEach(() => pair.close());
  const start = async (texts: Readonly<Record<string, string>> = {}) =>
    void (pair = await startPair(texts, { models }));
  const askFor = (model: string) => ask(pair.gateway, { prompt: 'hello there', model });

  it('is warned about on every answer once the list was read', async () => {
    await start();
    expect((await askFor('gpt-7-nova')).body['warnings']).toEqual([]);
    await listOf(pair.gateway.url);
    const { headers, body } = await askFor('gpt-7-nova');
    expect(body['warnings']).toEqual([
      {
        model: 'gpt-7-nova',
        action: 'deprecated',
        reason: 'OpenAI switches off gpt-7-nova on 2027-02-01.',
      },
    ]);
    expect(headers.get('deprecation')).toBe(`@${Date.parse('2026-11-24') / 1000}`);
    expect(headers.get('sunset')).toBe('Mon, 01 Feb 2027 00:00:00 GMT');
  });

  it('is taken back by it', async () => {
    await start();
    const { list } = await listOf(pair.gateway.url);
    expect(named(list, 'gpt-4o')).toMatchObject({ shutdown_date: null, replacements: [] });
    const { headers, body } = await askFor('gpt-4o');
    expect([body['warnings'], headers.get('sunset')]).toEqual([[], null]);
  });

  it('is over where its day has passed, but for an alias of the operator', async () => {
    await start({ OPENAI_MODEL_ALIASES: 'mine=gpt-7-late' });
    await listOf(pair.gateway.url);
    const { status, body } = await askFor('gpt-7-late');
    expect([status, body.error?.code]).toEqual([400, 'model.not_found']);
    expect((await askFor('mine')).body).toMatchObject({ status: 'success', provider_model: 'gpt-7-late' });
  });

  it('is known from the start, and told to the operator, where lists are read at the start', async () => {
    await start({ MODEL_LIST_REFRESH_HOURS: '24', OPENAI_DEFAULT_MODEL: 'gpt-7-nova' });
    const warn = jest.fn();
    await warnOfEnds(pair.gateway.app, { warn });
    expect(warn.mock.calls).toEqual([
      ['OpenAI: the default model gpt-7-nova will be switched off on 2027-02-01.'],
    ]);
    expect((await askFor('gpt-7-nova')).headers.get('sunset')).toBe('Mon, 01 Feb 2027 00:00:00 GMT');
    expect(pair.upstream.requests.map(({ path }) => path)).toEqual(['/v1/models', '/v1/chat/completions']);
  });

  it('is not asked for at the start where nothing is set; what was shipped is told', async () => {
    await start({ OPENAI_MODEL_ALIASES: 'mine=gpt-4.1', GEMINI_DEFAULT_MODEL: 'gemini-2.5-pro' });
    const warn = jest.fn();
    await warnOfEnds(pair.gateway.app, { warn });
    expect(warn.mock.calls).toEqual([
      [
        'OpenAI: the alias mine stands for gpt-4.1, which will be switched off on 2027-01-14. Use gpt-6-luna instead.',
      ],
    ]);
    expect(pair.upstream.requests).toHaveLength(0);
  });
});

describe('a caller who waits for a list', () => {
  let stage: ProviderStage;
  let clock: MovableClock;
  beforeEach(async () => {
    clock = new MovableClock();
    stage = await ProviderStage.open({}, clock);
  });
  afterEach(() => stage.close());
  const models = { object: 'list', data: [{ id: 'gpt-6-luna', object: 'model' }] };
  const waitFor = (options: RequestInit) =>
    fetch(`${stage.gateway.url}/agents/llm-providers/openai/models`, options);
  const lineOf = (id: string) => stage.gateway.logLine((line) => line['request_id'] === id);
  const readAfterwards = async () => {
    stage.upstream.next(answerJson(200, models));
    return (await listOf(stage.gateway.url)).list.source;
  };

  it('and leaves as the only one ends the upstream request, and the next one asks anew', async () => {
    const leaving = new AbortController();
    const answer = waitFor({ signal: leaving.signal, headers: { 'x-request-id': 'leaving' } });
    const request = await stage.upstream.nextRequest();
    leaving.abort();
    await expect(answer).rejects.toThrow();
    expect(await request.closed).toEqual({ aborted: true });
    expect(await lineOf('leaving')).toMatchObject({
      status: 499,
      complete: false,
      provider: 'openai',
      error_code: 'client.gone',
    });
    expect(await readAfterwards()).toBe('provider');
    expect(stage.upstream.requests).toHaveLength(2);
  });

  it.each([
    ['x-request-timeout-ms', '50000'],
    ['x-envoy-expected-rq-timeout-ms', '50000'],
    ['grpc-timeout', '50000m'],
  ])('for as long as %s says gets what is known without it', async (name, value) => {
    stage.upstream.next(neverAnswer());
    const waiting = waitFor({ headers: { [name]: value, 'x-request-id': 'late' } });
    const request = await stage.upstream.nextRequest();
    clock.advance(50_000);
    const response = await waiting;
    const list = (await response.json()) as ModelListDto;
    expect([response.status, list.source, list.default_model]).toEqual([200, 'bundled', 'gpt-o3-mini']);
    expect(await request.closed).toEqual({ aborted: true });
    expect(await lineOf('late')).toMatchObject({
      status: 200,
      list_error_code: 'request.deadline_exceeded',
    });
    expect(await readAfterwards()).toBe('provider');
  });
});

describe('the lists of other providers', () => {
  let stage: ProviderStage;
  beforeAll(async () => void (stage = await ProviderStage.open()));
  afterAll(() => stage.close());

  const listFrom = async (provider: string, body: object) => {
    stage.upstream.next(answerJson(200, body));
    const { list } = await listOf(stage.gateway.url, provider);
    return { list, path: (await stage.upstream.nextRequest()).path };
  };

  it('Gemini’s tells limits; the table adds prices, and shipped data who is answered by another', async () => {
    const { list, path } = await listFrom('gemini', {
      models: [
        {
          name: 'models/gemini-2.5-pro',
          inputTokenLimit: 1_048_576,
          outputTokenLimit: 65_536,
          supportedGenerationMethods: ['generateContent'],
        },
        { name: 'models/embedding-001', supportedGenerationMethods: ['embedContent'] },
      ],
    });
    expect(path).toBe('/v1beta/models?pageSize=1000');
    expect(list.source).toBe('provider');
    expect(named(list, 'embedding-001')).toMatchObject({ alias_of: null });
    expect(named(list, 'gemini-2.5-pro')).toMatchObject({
      context_window: 1_048_576,
      max_output_tokens: 65_536,
      prices: {
        input_usd_per_million: '1.25',
        cached_input_usd_per_million: '0.125',
        output_usd_per_million: '10',
        source: 'price_table',
      },
      shutdown_date: null,
      rerouted_to: 'gemini-3.8-flash',
      replacements: ['gemini-3.8-flash'],
    });
  });

  it('Anthropic’s tells limits; shipped data tell ends', async () => {
    const { list, path } = await listFrom('anthropic', {
      data: [
        { type: 'model', id: 'claude-sonnet-4-5-20250929', max_input_tokens: 200_000, max_tokens: 64_000 },
        { type: 'model', id: 'claude-nova-9', max_input_tokens: null, max_tokens: null },
      ],
      has_more: false,
      first_id: 'claude-sonnet-4-5-20250929',
      last_id: 'claude-nova-9',
    });
    expect(path).toBe('/v1/models?limit=1000');
    expect(named(list, 'claude-sonnet-4-5-20250929')).toMatchObject({
      context_window: 200_000,
      max_output_tokens: 64_000,
      prices: { input_usd_per_million: '3', output_usd_per_million: '15', source: 'price_table' },
      shutdown_date: '2026-11-30',
      replacements: ['claude-sonnet-5-5'],
    });
    expect(named(list, 'claude-nova-9')).toMatchObject({ context_window: null, prices: null });
  });

  it('OpenRouter’s and Requesty’s tell prices', async () => {
    const openrouter = await listFrom('openrouter', {
      data: [
        {
          id: 'openai/gpt-4o',
          context_length: 128_000,
          top_provider: { max_completion_tokens: 16_384 },
          pricing: { prompt: '0.0000025', completion: '0.00001', input_cache_read: '0.00000125' },
        },
      ],
    });
    const requesty = await listFrom('requesty', {
      data: [
        {
          id: 'openai/gpt-4o',
          context_window: 128_000,
          max_output_tokens: 16_384,
          input_price: 0.0000025,
          cached_price: 0.00000125,
          output_price: 0.00001,
        },
      ],
    });
    for (const { list } of [openrouter, requesty]) {
      expect(named(list, 'openai/gpt-4o')).toMatchObject({
        context_window: 128_000,
        max_output_tokens: 16_384,
        prices: {
          input_usd_per_million: '2.5',
          cached_input_usd_per_million: '1.25',
          output_usd_per_million: '10',
          source: 'provider',
        },
      });
    }
  });
});
