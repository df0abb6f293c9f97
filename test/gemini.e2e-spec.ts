import { agentUrl, ask, failureOf } from './support/agent-client.js';
import { openEvents, readStream } from './support/agent-events.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';
import type { Script } from './support/scripted-upstream/exchange.js';
import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import { answerJson, neverAnswer } from './support/scripted-upstream/scripts.js';
import { sseFrame, stream } from './support/scripted-upstream/stream-script.js';

const PROMPT = { prompt: 'hello there' };
const PROVIDER = { provider: 'gemini' };
const KEY = 'AIzaCanary-0123456789abcdef';
const MODEL = { modelVersion: 'gemini-3.5-flash-lite', responseId: 'mN0pQ1r2' };

/** Shapes of googleapis/js-genai src/types.ts, read 2026-11-23. */
const USAGE = {
  promptTokenCount: 10,
  cachedContentTokenCount: 4,
  candidatesTokenCount: 12,
  thoughtsTokenCount: 8,
  totalTokenCount: 30,
};
const part = (text: string, end: object = {}) => ({
  candidates: [{ content: { role: 'model', parts: [{ text }] }, index: 0, ...end }],
  usageMetadata: USAGE,
  ...MODEL,
});
const STOP = { finishReason: 'STOP' };
const CHUNKS = [part('Hi '), part('there!'), part('', STOP)];
const streamed = (...chunks: object[]) =>
  stream(
    chunks.map((chunk) => sseFrame(chunk)),
    { ending: 'end' },
  );
const failure = (code: number, status: string, details: object[] = []) =>
  answerJson(code, { error: { code, status, message: 'x', details } });

describe('the agent of gemini', () => {
  let upstream: ScriptedUpstream;
  let gateway: RunningGateway;
  beforeAll(async () => {
    upstream = await ScriptedUpstream.start({ fallback: neverAnswer() });
    gateway = await startGateway({ GEMINI_API_KEY: KEY, GEMINI_BASE_URL: `${upstream.origin}/v1beta` });
  });
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  const expected = {
    status: 'success',
    message: 'Hi there!',
    model: 'gemini-3.5-flash-lite',
    usage: {
      prompt_tokens: 10,
      completion_tokens: 20,
      total_tokens: 30,
      cached_tokens: 4,
      reasoning_tokens: 8,
    },
    provider: 'gemini',
    provider_model: 'gemini-3.5-flash-lite',
    finish_reason: 'stop',
  };

  it('answers in its own words, with the key in a header only', async () => {
    upstream.next(answerJson(200, part('Hi there!', STOP)));
    const { status, body } = await ask(gateway, { ...PROMPT, system: 'Be brief.' }, PROVIDER);
    expect([status, body]).toMatchObject([200, expected]);
    expect(await upstream.nextRequest()).toMatchObject({
      path: '/v1beta/models/gemini-3.5-flash-lite:generateContent',
      headers: { 'x-goog-api-key': KEY },
      body: {
        systemInstruction: { parts: [{ text: 'Be brief.' }] },
        contents: [{ role: 'user', parts: [{ text: 'hello there' }] }],
        generationConfig: { maxOutputTokens: 8192 },
      },
    });
  });

  it('streams the same text and usage', async () => {
    upstream.next(streamed(...CHUNKS));
    const { names, end } = await readStream(gateway, PROMPT, PROVIDER);
    expect(names).toEqual(['delta', 'delta', 'done']);
    expect(end).toMatchObject(expected);
    expect((await upstream.nextRequest()).path).toBe(
      '/v1beta/models/gemini-3.5-flash-lite:streamGenerateContent?alt=sse',
    );
  });

  it.each<[string, Script, unknown[]]>([
    [
      'a wrong key',
      failure(400, 'INVALID_ARGUMENT', [
        { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' },
      ]),
      [502, 'provider.auth_failed', false],
    ],
    ['a bad argument', failure(400, 'INVALID_ARGUMENT'), [400, 'provider.rejected', false]],
    ['no such model', failure(404, 'NOT_FOUND'), [400, 'model.not_found', false]],
    ['an overload', failure(503, 'UNAVAILABLE'), [502, 'provider.unavailable', true]],
    ['a deadline', failure(504, 'DEADLINE_EXCEEDED'), [504, 'provider.timed_out', true]],
  ])('tells %s as what it is', async (_what, script, told) => {
    upstream.next(script);
    const answer = await ask(gateway, PROMPT, PROVIDER);
    expect(failureOf(answer)).toEqual(told);
    expect(answer.text + gateway.logText()).not.toContain(KEY);
    await upstream.nextRequest();
  });

  it('tells how long a rate limit lasts', async () => {
    const retryInfo = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '33.2s' };
    upstream.next(failure(429, 'RESOURCE_EXHAUSTED', [retryInfo]));
    const answer = await ask(gateway, PROMPT, PROVIDER);
    expect(failureOf(answer)).toEqual([429, 'provider.rate_limited', true]);
    expect(answer.headers.get('retry-after')).toBe('34');
    await upstream.nextRequest();
  });

  it('ends a stream in an error, and never in done, wherever it is cut', async () => {
    const bytes = CHUNKS.map((chunk) => sseFrame(chunk)).join('');
    const whole = bytes.lastIndexOf('\n\n') + 1;
    for (let end = 0; end < whole; end += 7) {
      upstream.next(stream([bytes.slice(0, end)], { ending: 'end' }));
      const answer = await openEvents(gateway, PROMPT, PROVIDER);
      if (answer.response.status !== 200) {
        expect(answer.response.status).toBe(502);
        await answer.response.body?.cancel();
      } else {
        const names: string[] = [];
        for await (const { event } of answer.events) names.push(event);
        expect(names.at(-1)).toBe('error');
        expect(names).not.toContain('done');
      }
      await upstream.nextRequest();
    }
  });

  it('cancels its call when the caller leaves', async () => {
    const caller = new AbortController();
    const left = fetch(agentUrl(gateway, 'gemini'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(PROMPT),
      signal: caller.signal,
    }).catch((error: unknown) => error);
    const sent = await upstream.nextRequest();
    caller.abort();
    await left;
    expect(await sent.closed).toEqual({ aborted: true });
  });
});
