import { CompletionsService } from '../src/completions/completions.service.js';
import { MetricsService } from '../src/observability/metrics/metrics.service.js';
import { freePort } from '../src/observability/metrics/testing/free-port.js';
import { readSamples, samplesOf } from '../src/observability/metrics/testing/read-samples.js';
import { ask, send } from './support/agent-client.js';
import { openEvents, readStream } from './support/agent-events.js';
import { holdDate } from './support/fixed-date.js';
import { startPair, type GatewayPair } from './support/gateway-pair.js';
import { hangAfterFrames, neverAnswer, overloaded, serverError } from './support/scripted-openai/index.js';
import { servedDocument } from './support/served-document.js';

const KEY = 'gw-canary-0123456789abcdef';
const AUTHORIZED = { authorization: `Bearer ${KEY}` };
/** An alias that ships: a name that is configured. */
const HELLO = { prompt: 'canary prompt', model: 'gpt-o3-mini', max_tokens: 2_000 };
const ROUTE = '/agents/llm-providers/:provider';
const MODEL = 'gen_ai_provider_name="openai",gen_ai_request_model="gpt-o3-mini"';
const CALL = `${MODEL},tollgate_route=""`;
const OPENAI = '{gen_ai_provider_name="openai"}';
const CALLS_OF_OPENAI = '{gen_ai_provider_name="openai",tollgate_route=""}';
const PREFIX = 'gen_ai_client_inference_';

describe('GET /metrics', () => {
  holdDate();
  let pair: GatewayPair;
  beforeEach(async () => {
    pair = await startPair({
      GATEWAY_API_KEYS: KEY,
      UPSTREAM_MAX_RETRIES: '2',
      BREAKER_MINIMUM_CALLS: '5',
    });
    const completions = pair.gateway.app.get<{ random: () => number }>(CompletionsService);
    jest.spyOn(completions, 'random').mockReturnValue(0);
  });
  afterEach(() => pair.close());

  let runs = 0;
  /** Asks under an id of its own, and resolves when the request has been counted. */
  const counted = async <T>(act: (headers: Record<string, string>) => Promise<T>): Promise<T> => {
    const id = `canary-id-${(runs += 1)}`;
    const answer = await act({ ...AUTHORIZED, 'x-request-id': id });
    await pair.gateway.logLine((line) => line['request_id'] === id);
    return answer;
  };
  const asked = (body: unknown, provider = 'openai') =>
    counted((headers) => ask(pair.gateway, body, { headers, provider }));
  const scrape = async () => (await fetch(`${pair.gateway.url}/metrics`, { headers: AUTHORIZED })).text();
  const samples = async (name: string) => samplesOf(await scrape(), name);
  const ownSeries = async () =>
    Object.keys(readSamples(await scrape()))
      .filter((series) => /^(gen_ai|tollgate)_/.test(series))
      .toSorted();

  it('is Prometheus’ text, with the process in it', async () => {
    const response = await fetch(`${pair.gateway.url}/metrics`, { headers: AUTHORIZED });
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'text/plain; version=0.0.4; charset=utf-8',
    ]);
    const all = readSamples(await response.text());
    expect(all['process_cpu_seconds_total']).toBeGreaterThanOrEqual(0);
    expect(all['nodejs_heap_size_used_bytes']).toBeGreaterThan(0);
  });

  it('looks at how busy the event loop is every ten seconds, which costs a gateway at rest nothing', () => {
    const begun = jest.spyOn(globalThis, 'setInterval');
    pair.gateway.app.get(MetricsService).watchProcess();
    expect(begun.mock.calls.map(([, everyMs]) => everyMs)).toEqual([10_000]);
  });

  it('needs a key where the gateway does, and is documented', async () => {
    expect((await fetch(`${pair.gateway.url}/metrics`)).status).toBe(401);
    const { paths } = await servedDocument(pair.gateway);
    expect(Object.keys(paths['/metrics']?.get?.responses ?? {})).toEqual([
      '200',
      '400',
      '401',
      '403',
      '408',
      '431',
      '500',
    ]);
  });

  it('counts a whole answer, with the tokens and the cost that it told', async () => {
    const { body } = await asked(HELLO);
    const usage = body['usage'] as { prompt_tokens: number; completion_tokens: number };
    expect(await samples(`${PREFIX}usage_input_tokens_total`)).toEqual({
      [`{${CALL}}`]: usage.prompt_tokens,
    });
    expect(await samples(`${PREFIX}usage_output_tokens_total`)).toEqual({
      [`{${CALL}}`]: usage.completion_tokens,
    });
    expect(await samples('tollgate_cost_usd_total')).toEqual({ [`{${CALL}}`]: Number(body['cost_usd']) });
    expect(await samples(`${PREFIX}duration_seconds_count`)).toEqual({
      [`{gen_ai_operation_name="chat",${CALL},error_type=""}`]: 1,
    });
    expect(await samples(`${PREFIX}time_to_first_chunk_seconds_count`)).toEqual({});
    expect(await samples('tollgate_time_to_first_token_seconds_count')).toEqual({});
    expect(await samples('tollgate_requests_total')).toMatchObject({
      [`{route="${ROUTE}",status="200"}`]: 1,
    });
    expect(await samples('tollgate_overhead_seconds_count')).toEqual({ [`{route="${ROUTE}"}`]: 1 });
    expect(await samples('tollgate_errors_total')).toEqual({});
  });

  it('counts a stream, its first chunk, its first word and the gaps behind it', async () => {
    pair.upstream.next({ pieces: ['One', ' two', ' three'] });
    const { end } = await counted((headers) => readStream(pair.gateway, HELLO, { headers }));
    const chat = `{gen_ai_operation_name="chat",${MODEL}}`;
    expect(await samples(`${PREFIX}time_to_first_chunk_seconds_count`)).toEqual({
      [`{gen_ai_operation_name="chat",${CALL}}`]: 1,
    });
    expect(await samples('tollgate_time_to_first_token_seconds_count')).toEqual({
      [`{gen_ai_operation_name="chat",${CALL}}`]: 1,
    });
    expect(await samples(`${PREFIX}time_per_output_chunk_seconds_count`)).toEqual({ [chat]: 2 });
    expect(await samples('tollgate_cost_usd_total')).toEqual({ [`{${CALL}}`]: Number(end['cost_usd']) });
  });

  it('counts retries, and an answer that came after them', async () => {
    pair.upstream.next(overloaded(), overloaded());
    expect(await asked(HELLO)).toMatchObject({ status: 200, body: { attempts: 3 } });
    expect(await samples('tollgate_attempts_total')).toEqual({
      '{gen_ai_provider_name="openai",outcome="failed"}': 2,
      '{gen_ai_provider_name="openai",outcome="answered"}': 1,
    });
    expect(await samples('tollgate_retries_total')).toEqual({ [OPENAI]: 2 });
    expect(await samples('tollgate_errors_total')).toEqual({});
  });

  it('counts a failure once, by whose doing it was', async () => {
    pair.upstream.reply(serverError(501));
    await asked(HELLO);
    await asked('{');
    await asked(HELLO, 'unknown');
    await counted((headers) => send(pair.gateway, HELLO, { headers: { ...headers, authorization: '' } }));
    expect(await samples('tollgate_errors_total')).toEqual({
      '{class="provider_unavailable",gen_ai_provider_name="openai",tollgate_route=""}': 1,
      '{class="caller_malformed_request",gen_ai_provider_name="",tollgate_route=""}': 1,
      '{class="caller_unknown_provider",gen_ai_provider_name="",tollgate_route=""}': 1,
      '{class="policy_invalid_key",gen_ai_provider_name="",tollgate_route=""}': 1,
    });
    expect(await samples('tollgate_unpriced_answers_total')).toEqual({});
  });

  it('counts a caller who leaves, and what is in flight until then', async () => {
    pair.upstream.next({ stream: hangAfterFrames(2) });
    const leaving = new AbortController();
    await counted(async (headers) => {
      const { events } = await openEvents(pair.gateway, HELLO, { headers, signal: leaving.signal });
      await events.next();
      expect(await samples('tollgate_calls_in_flight')).toMatchObject({ [OPENAI]: 1 });
      leaving.abort();
    });
    expect(await samples('tollgate_cancels_total')).toEqual({ [CALLS_OF_OPENAI]: 1 });
    expect(await samples('tollgate_calls_in_flight')).toMatchObject({ [OPENAI]: 0 });
    expect(await samples('tollgate_errors_total')).toEqual({
      '{class="caller_gone",gen_ai_provider_name="openai",tollgate_route=""}': 1,
    });
  });

  it('shows the breaker of a model that fails', async () => {
    pair.upstream.reply(overloaded());
    await asked(HELLO);
    await asked(HELLO);
    const states = await samples('tollgate_breaker_state');
    const stateOf = (state: string) =>
      states[`{gen_ai_provider_name="openai",gen_ai_request_model="gpt-6-luna",state="${state}"}`];
    expect([stateOf('closed'), stateOf('half-open'), stateOf('open')]).toEqual([0, 0, 1]);
  });

  it('has no series more after a thousand names and addresses of callers’ own', async () => {
    const wild = async (index: number) => {
      await ask(pair.gateway, { prompt: 'x', model: `canary-model-${index}` }, { headers: AUTHORIZED });
      const address = `${pair.gateway.url}/canary-${index}/agents/llm-providers/canary-${index}`;
      await (await fetch(address, { headers: AUTHORIZED })).text();
      await ask(pair.gateway, HELLO, { provider: `canary-${index}`, headers: AUTHORIZED });
    };
    await wild(0);
    await asked(HELLO, 'unknown');
    await counted(async (headers) => (await fetch(`${pair.gateway.url}/metrics`, { headers })).text());
    const before = await ownSeries();
    for (let index = 1; index <= 1_000; index += 50) {
      await Promise.all(Array.from({ length: 50 }, (_, step) => wild(index + step)));
    }
    expect(await ownSeries()).toEqual(before);
    expect(await samples('tollgate_attempts_total')).toEqual({
      '{gen_ai_provider_name="openai",outcome="failed"}': 1_001,
    });
  });

  it('holds no key, no prompt, no request id and no name of a caller’s own', async () => {
    await asked({ ...HELLO, model: 'canary-model' });
    await pair.upstream.nextRequest();
    await counted((headers) => fetch(`${pair.gateway.url}/canary?key=${KEY}`, { headers }));
    const leaving = new AbortController();
    pair.upstream.next(neverAnswer());
    await counted(async (headers) => {
      const answer = send(pair.gateway, HELLO, { headers, signal: leaving.signal });
      await Promise.all([
        expect(answer).rejects.toThrow('aborted'),
        pair.upstream.nextRequest().then(() => leaving.abort()),
      ]);
    });
    const text = await scrape();
    expect(text.split('\n').filter((line) => /canary|sk-test/.test(line))).toEqual([]);
    expect(text).toContain('gen_ai_request_model="other"');
  });
});

describe('METRICS_PORT', () => {
  it('takes the metrics off the port of callers, and asks for no key', async () => {
    const port = await freePort();
    const pair = await startPair({ GATEWAY_API_KEYS: KEY, METRICS_PORT: String(port) });
    const own = await fetch(`http://127.0.0.1:${port}/metrics`);
    expect([own.status, await own.text()]).toEqual([
      200,
      expect.stringContaining('tollgate_calls_in_flight{'),
    ]);
    const main = await fetch(`${pair.gateway.url}/metrics`, { headers: AUTHORIZED });
    expect([main.status, await main.json()]).toMatchObject([404, { error: { code: 'request.not_found' } }]);
    expect((await servedDocument(pair.gateway)).paths).not.toHaveProperty(['/metrics']);
    await pair.close();
    await expect(fetch(`http://127.0.0.1:${port}/metrics`)).rejects.toThrow('fetch failed');
  });
});
