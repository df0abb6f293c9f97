import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pipeline, type Duplex } from 'node:stream';
import { createServer as createSecureServer } from 'node:tls';
import { temporaryFolder } from '../src/storage/testing/temporary-folder.js';
import { createAuthority } from './faults/support/certificates.js';
import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import { answerBytes, answerJson } from './support/scripted-upstream/scripts.js';
import { sseFrame, stream as streamed } from './support/scripted-upstream/stream-script.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';
import { TraceCollector, type CollectedSpan } from './support/trace-collector.js';

const DAY_MS = 86_400_000;
const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const CALLER_SPAN = 'b7ad6b7169203331';
const USAGE = {
  prompt_tokens: 30,
  completion_tokens: 12,
  total_tokens: 42,
  prompt_tokens_details: { cached_tokens: 20 },
  completion_tokens_details: { reasoning_tokens: 5 },
};
const COMPLETION = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1,
  model: 'm-2026',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hi!' }, finish_reason: 'stop' }],
  usage: USAGE,
};
const SECRETS = { OURS_KEY: 'canary-key-of-ours', OTEL_EXPORTER_OTLP_HEADERS: 'x-team=canary%20team,x-b=2' };

describe('spans of requests', () => {
  const temporary = temporaryFolder();
  let upstream: ScriptedUpstream;
  let collector: TraceCollector;
  let gateway: RunningGateway;

  const start = (texts: Record<string, string> = {}) =>
    startGateway(
      {
        ...SECRETS,
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        OTEL_SERVICE_NAME: 'gate',
        OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
        UPSTREAM_MAX_RETRIES: '1',
        ...texts,
      },
      `providers: [
        { id: ours, base_url: "${upstream.origin}/v1", default_model: m, forward_context: true, api_key_variable: OURS_KEY },
        { id: plain, base_url: "${upstream.origin}/v1", default_model: m, api_key_variable: OURS_KEY }
      ]`,
    );
  const ask = (path: string, body: object, headers: Record<string, string> = {}) =>
    fetch(gateway.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'shop/1.0', ...headers },
      body: JSON.stringify(body),
    });
  const chat = (body: object = {}, headers: Record<string, string> = {}) =>
    ask(
      '/v1/chat/completions',
      { model: 'plain/m', messages: [{ role: 'user', content: 'canary prompt' }], ...body },
      headers,
    );

  /** What was recorded until the gateway ended. */
  const collected = async (): Promise<readonly CollectedSpan[]> => {
    await gateway.close();
    return collector.spans.toSorted((one, other) => one.startMs - other.startMs);
  };
  const named = (spans: readonly CollectedSpan[], name: string) => spans.filter((span) => span.name === name);

  beforeEach(async () => {
    upstream = await ScriptedUpstream.start({ fallback: answerJson(200, COMPLETION) });
    collector = await TraceCollector.start();
  });
  afterEach(async () => {
    await upstream.close();
    await collector.close();
  });

  it.each([
    ['/v1/chat/completions', { model: 'plain/m', messages: [{ role: 'user', content: 'hello' }] }],
    ['/agents/llm-providers/plain', { prompt: 'hello' }],
  ])('say what a stream of %s asked for that breaks off', async (path, body) => {
    const choices = [{ index: 0, delta: { content: 'Hi' }, finish_reason: null }];
    const chunk = { id: 'c-1', object: 'chat.completion.chunk', created: 1, model: 'm-2026', choices };
    upstream.next(streamed([sseFrame(chunk)], { ending: 'cut' }));
    gateway = await start();
    const answer = await ask(path, { ...body, stream: true, max_tokens: 7 });
    expect(await answer.text()).toContain('broke off');
    const [call] = named(await collected(), 'chat m');
    expect(call?.attributes).toMatchObject({ 'gen_ai.request.max_tokens': 7, 'gen_ai.request.stream': true });
  });

  it('have one for the call under them, and one for the attempt under that, with what the conventions ask for', async () => {
    gateway = await start();
    const answered = await chat({}, { 'x-tollgate-session': 'talk-7' });
    expect((await answered.json()) as object).toEqual(COMPLETION);
    const spans = await collected();
    expect(spans.map(({ name, kind }) => [name, kind])).toEqual(
      expect.arrayContaining([
        ['POST /v1/chat/completions', 'server'],
        ['chat m', 'client'],
        ['chat m', 'client'],
      ]),
    );
    const [server] = named(spans, 'POST /v1/chat/completions');
    const call = spans.find(({ parentSpanId }) => parentSpanId === server?.spanId);
    const attempt = spans.find(({ parentSpanId }) => parentSpanId === call?.spanId);
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect(server).toMatchObject({
      parentSpanId: '',
      hasFailed: false,
      attributes: {
        'http.request.method': 'POST',
        'http.route': '/v1/chat/completions',
        'url.path': '/v1/chat/completions',
        'url.scheme': 'http',
        'http.response.status_code': 200,
        'user_agent.original': 'shop/1.0',
        'tollgate.request.id': answered.headers.get('x-request-id'),
      },
    });
    expect(call?.attributes).toMatchObject({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'plain',
      'gen_ai.request.model': 'm',
      'gen_ai.response.model': 'm-2026',
      'gen_ai.response.id': 'chatcmpl-1',
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.usage.input_tokens': 30,
      'gen_ai.usage.output_tokens': 12,
      'gen_ai.usage.cache_read.input_tokens': 20,
      'gen_ai.usage.reasoning.output_tokens': 5,
      'gen_ai.conversation.id': 'talk-7',
      'tollgate.surface': 'openai',
    });
    expect(attempt?.attributes).toMatchObject({
      'tollgate.provider.key_variable': 'OURS_KEY',
      'tollgate.outcome': 'answered',
      'gen_ai.request.model': 'm',
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(upstream.origin).port),
    });
    for (const { startMs, endMs } of [call!, attempt!]) {
      expect(startMs).toBeGreaterThanOrEqual(server!.startMs - 2);
      expect(endMs).toBeLessThanOrEqual(server!.endMs + 2);
    }
    expect(collector.resource).toMatchObject({
      'service.name': 'gate',
      'deployment.environment.name': 'test',
    });
    expect(collector.headers[0]).toMatchObject({ 'x-team': 'canary team', 'x-b': '2' });
    expect(JSON.stringify(spans)).not.toMatch(/canary/);
  });

  it('tell what was asked for beside words, of every API, and nothing else of a body', async () => {
    gateway = await start();
    const format = { type: 'json_schema', json_schema: { name: 'canary', schema: {} } };
    const own = { temperature: 1, top_p: 0.9, stop: ['END', 'x'.repeat(80)], user: 'canary' };
    await (await chat({ ...own, n: 2, seed: 7, max_tokens: 9, response_format: format })).text();
    await (
      await ask('/v1/messages', {
        model: 'plain/m',
        max_tokens: 9,
        temperature: 1,
        top_k: 5,
        stop_sequences: ['END'],
        messages: [{ role: 'user', content: 'canary' }],
      })
    ).text();
    await (
      await ask('/v1beta/models/plain/m:generateContent', {
        contents: [{ role: 'user', parts: [{ text: 'canary' }] }],
        generationConfig: {
          maxOutputTokens: 9,
          topP: 0.9,
          stopSequences: ['END'],
          presencePenalty: 0.25,
          responseMimeType: 'application/json',
        },
      })
    ).text();
    const spans = await collected();
    const asked = spans
      .filter(({ attributes }) => 'tollgate.surface' in attributes)
      .map(({ attributes }) =>
        Object.fromEntries(
          Object.entries(attributes).filter(([name]) => /^gen_ai\.(request\.(?!model)|output\.)/.test(name)),
        ),
      );
    const [maxTokens, temperature, topP] = [
      { 'gen_ai.request.max_tokens': 9 },
      { 'gen_ai.request.temperature': 1 },
      { 'gen_ai.request.top_p': 0.9 },
    ];
    const stop = { 'gen_ai.request.stop_sequences': ['END'] };
    const isJson = { 'gen_ai.output.type': 'json' };
    expect(asked).toEqual([
      {
        'gen_ai.request.choice.count': 2,
        'gen_ai.request.seed': 7,
        ...maxTokens,
        ...temperature,
        ...topP,
        'gen_ai.request.stop_sequences': ['END', 'x'.repeat(64)],
        ...isJson,
      },
      { ...maxTokens, ...temperature, 'gen_ai.request.top_k': 5, ...stop },
      { ...maxTokens, ...topP, ...stop, 'gen_ai.request.presence_penalty': 0.25, ...isJson },
    ]);
    expect(JSON.stringify(spans)).not.toContain('canary');
  });

  it('tell the id of a streamed answer, as its provider names it, on every way through the gateway', async () => {
    gateway = await start();
    const chunks = [
      { delta: { role: 'assistant', content: 'Hi' }, finish_reason: null },
      { delta: {}, finish_reason: 'stop' },
    ].map((choice) => ({
      ...COMPLETION,
      object: 'chat.completion.chunk',
      choices: [{ index: 0, ...choice }],
    }));
    const stream = `${chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('')}data: [DONE]\n\n`;
    const messages = [{ role: 'user', content: 'canary' }];
    for (const path of ['/v1/chat/completions', '/v1/messages']) {
      upstream.next(answerBytes('text/event-stream', stream));
      await (await ask(path, { model: 'plain/m', max_tokens: 9, stream: true, messages })).text();
    }
    const ids = (await collected()).flatMap(({ attributes }) => attributes['gen_ai.response.id'] ?? []);
    expect(ids).toEqual(['chatcmpl-1', 'chatcmpl-1']);
  });

  it('continue the trace of the caller, and tell the provider of the attempt, with the reason why there is a second', async () => {
    gateway = await start();
    upstream.next(answerJson(503, { error: { message: 'canary' } }));
    const traceparent = `00-${TRACE_ID}-${CALLER_SPAN}-01`;
    await (await chat({ model: 'ours/m' }, { traceparent })).text();
    const sent = [await upstream.nextRequest(), await upstream.nextRequest()].map(
      ({ headers }) => headers['traceparent'],
    );
    const spans = await collected();
    const [server] = named(spans, 'POST /v1/chat/completions');
    expect(server).toMatchObject({ traceId: TRACE_ID, parentSpanId: CALLER_SPAN });
    const call = spans.find(({ parentSpanId }) => parentSpanId === server?.spanId);
    const attempts = spans.filter(({ parentSpanId }) => parentSpanId === call?.spanId);
    expect(attempts.map(({ spanId }) => `00-${TRACE_ID}-${spanId}-01`)).toEqual(sent);
    expect(
      attempts.map(({ attributes, hasFailed }) => [
        attributes['error.type'],
        attributes['http.request.resend_count'],
        attributes['tollgate.retry.reason'],
        hasFailed,
      ]),
    ).toEqual([
      ['provider.unavailable', undefined, undefined, true],
      [undefined, 1, 'provider.unavailable', false],
    ]);
    expect(await gateway.logLine(({ route }) => route === '/v1/chat/completions')).toMatchObject({
      trace_id: TRACE_ID,
      span_id: server?.spanId,
    });
  });

  it('have the error of a call that failed, and of a request that never became one', async () => {
    gateway = await start({ UPSTREAM_MAX_RETRIES: '0' });
    upstream.next(answerJson(400, { error: { message: 'canary prompt' } }));
    await (await ask('/agents/llm-providers/plain', { prompt: 'canary prompt' })).text();
    await (await ask('/v1/chat/completions', {})).text();
    await (await fetch(`${gateway.url}/nowhere/canary?key=canary`)).text();
    await (await fetch(`${gateway.url}/health/live`)).text();
    const spans = await collected();
    expect(
      spans.map(({ name, hasFailed, attributes }) => [name, hasFailed, attributes['error.type']]),
    ).toEqual(
      expect.arrayContaining([
        ['POST /agents/llm-providers/:provider', false, 'provider.rejected'],
        ['chat m', true, 'provider.rejected'],
        ['POST /v1/chat/completions', false, 'request.invalid'],
        ['GET', false, 'request.not_found'],
      ]),
    );
    expect(spans).toHaveLength(5);
    expect(JSON.stringify(spans)).not.toContain('canary');
  });

  it('are left out where the caller, or the sampler, says so', async () => {
    gateway = await start();
    const { headers } = await chat({}, { traceparent: `00-${TRACE_ID}-${CALLER_SPAN}-00` });
    expect(headers.get('x-tollgate-provider')).toBe('plain');
    expect(await collected()).toEqual([]);
    gateway = await start({ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' });
    await (await chat({}, { traceparent: `00-${TRACE_ID}-${CALLER_SPAN}-01` })).text();
    expect(await collected()).toEqual([]);
  });

  it('cost no answer where the collector refuses them: they are counted, and the log says so once', async () => {
    gateway = await start();
    collector.status = 400;
    for (let count = 0; count < 3; count += 1) expect((await chat()).status).toBe(200);
    await collected();
    expect(collector.headers.length).toBeGreaterThan(0);
    expect(gateway.logLines().filter(({ msg }) => String(msg).includes('takes no spans'))).toHaveLength(1);
  });

  it('are none, and load nothing, where no collector is named', async () => {
    gateway = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: '' });
    await (await chat()).text();
    expect(await (await fetch(`${gateway.url}/metrics`)).text()).not.toMatch(
      /^tollgate_trace_spans_total\{/m,
    );
    expect(await collected()).toEqual([]);
  });

  it('go where OpenTelemetry’s variables for spans alone say, compressed, under the name that its attributes have', async () => {
    gateway = await start({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://nowhere.test',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/v1/traces`,
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'x-b=3',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
      OTEL_SERVICE_NAME: '',
      OTEL_RESOURCE_ATTRIBUTES: 'service.name=of%20ours, service.instance.id=pod=1',
    });
    await (await chat()).text();
    expect(await collected()).toHaveLength(3);
    expect(collector.headers[0]).toMatchObject({ 'x-team': 'canary team', 'x-b': '3' });
    expect(collector.headers[0]).toHaveProperty('content-encoding', 'gzip');
    expect(collector.resource).toMatchObject({
      'service.name': 'of ours',
      'service.instance.id': 'pod=1',
    });
  });

  it('go out by as many as OTEL_BSP_… says, and no more of them wait', async () => {
    gateway = await start({
      OTEL_BSP_SCHEDULE_DELAY: '600000',
      OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '3',
      OTEL_BSP_MAX_QUEUE_SIZE: '4',
    });
    collector.status = 429;
    collector.answerHeaders = { 'retry-after': '200' };
    for (let count = 0; count < 2; count += 1) await (await chat()).text();
    while (collector.headers.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const text = async () => (await fetch(`${gateway.url}/metrics`)).text();
    const dropped = /^tollgate_trace_spans_total\{outcome="dropped"\} 2$/m;
    while (!dropped.test(await text()));
    expect(collector.headers).toHaveLength(1);
    await gateway.close();
  });

  it('all wait for a collector that is busy, where nobody has said how many may', async () => {
    gateway = await start();
    collector.status = 429;
    collector.answerHeaders = { 'retry-after': '200' };
    const calls = 700; // of three spans: more than the 2,048 of the specification
    for (let count = 0; count < calls; count += 50)
      await Promise.all(Array.from({ length: 50 }, async () => (await chat()).text()));
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    expect(metrics).toMatch(/^tollgate_trace_spans_total\{outcome="dropped"\} 0$/m);
    await gateway.close();
  });

  it('reach a collector that asks for a certificate by the one that the operator names, and by no other', async () => {
    const validity = { validFromMs: Date.now() - DAY_MS, validToMs: Date.now() + DAY_MS };
    const [ours, others] = [createAuthority('Ours', validity), createAuthority('Others', validity)];
    const known: string[] = [];
    const own = ours.issue({ host: 'localhost', ...validity });
    const server = createSecureServer(
      { ...own, ca: ours.cert, requestCert: true, rejectUnauthorized: true },
      (downstream) => {
        known.push(String(downstream.getPeerCertificate().subject.CN));
        const { port } = new URL(collector.url);
        pipeline(downstream, connect(Number(port), '127.0.0.1'), downstream, () => undefined);
      },
    );
    await once(server.listen(0, 'localhost'), 'listening');
    const files = (name: string, { cert, key }: { readonly cert: string; readonly key: string }) => {
      const paths = [join(temporary, `${name}.pem`), join(temporary, `${name}.key`)] as const;
      writeFileSync(paths[0], cert);
      writeFileSync(paths[1], key);
      return { OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: paths[0], OTEL_EXPORTER_OTLP_CLIENT_KEY: paths[1] };
    };
    const authority = join(temporary, 'ours.pem');
    writeFileSync(authority, ours.cert);
    const spansBy = async (texts: Record<string, string>) => {
      gateway = await start({
        OTEL_EXPORTER_OTLP_ENDPOINT: `https://localhost:${(server.address() as AddressInfo).port}`,
        OTEL_EXPORTER_OTLP_CERTIFICATE: authority,
        ...texts,
      });
      await (await chat()).text();
      return (await collected()).length;
    };
    // no longer than that is it tried again
    const inVain = { OTEL_EXPORTER_OTLP_TIMEOUT: '2000' };
    const foreign = files('foreign', others.issue({ host: 'gateway.test', ...validity }));
    expect([await spansBy(inVain), await spansBy({ ...foreign, ...inVain })]).toEqual([0, 0]);
    expect(known).toEqual([]);
    expect(await spansBy(files('gateway', ours.issue({ host: 'gateway.test', ...validity })))).toBe(3);
    expect(known).toEqual(['gateway.test']);
    server.close();
  });

  it('reach a collector by the proxy that HTTPS_PROXY names, which is trusted by a file of one’s own', async () => {
    const validity = { validFromMs: Date.now() - DAY_MS, validToMs: Date.now() + DAY_MS };
    const authority = createAuthority('Tollgate test authority', validity);
    const file = join(temporary, 'authority.pem');
    writeFileSync(file, authority.cert);
    const inside = createSecureServer(authority.issue({ host: 'otel.test', ...validity }), (downstream) => {
      const { port } = new URL(collector.url);
      pipeline(downstream, connect(Number(port), '127.0.0.1'), downstream, () => undefined);
    });
    const tunnels: string[] = [];
    const proxy = createServer().on('connect', ({ url = '' }, downstream: Duplex) => {
      tunnels.push(url);
      const upstreamSocket = connect((inside.address() as AddressInfo).port, '127.0.0.1', () =>
        downstream.write('HTTP/1.1 200 Connection Established\r\n\r\n'),
      );
      pipeline(downstream, upstreamSocket, downstream, () => undefined);
    });
    for (const server of [inside, proxy]) await once(server.listen(0, '127.0.0.1'), 'listening');
    gateway = await start({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://otel.test',
      OTEL_EXPORTER_OTLP_CERTIFICATE: file,
      HTTPS_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    });
    await (await chat()).text();
    expect([(await collected()).length, tunnels]).toEqual([3, ['otel.test:443']]);
    for (const server of [inside, proxy]) server.close();
    proxy.closeAllConnections();
  });
});
