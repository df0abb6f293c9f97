import { agentUrl, ask } from './support/agent-client.js';
import { readStream } from './support/agent-events.js';
import { KEY, ProviderStage } from './support/provider-stage.js';
import { stagedProvider } from './support/staged-providers.js';

const PROMPT = { prompt: 'hello there' };
const GEMINI = { provider: 'gemini' };
const { plain } = stagedProvider('gemini');

describe('the agent of Gemini', () => {
  let stage: ProviderStage;
  beforeAll(async () => void (stage = await ProviderStage.open()));
  afterAll(() => stage.close());

  it('asks in Gemini’s own words, with the key in its header', async () => {
    stage.willAnswer(plain);
    const { status } = await ask(stage.gateway, { ...PROMPT, system: 'Be brief.' }, GEMINI);
    expect(status).toBe(200);
    const sent = await stage.upstream.nextRequest();
    expect(sent).toMatchObject({
      method: 'POST',
      path: '/v1beta/models/gemini-3.5-flash-lite:generateContent',
      headers: { 'x-goog-api-key': KEY },
      body: {
        systemInstruction: { parts: [{ text: 'Be brief.' }] },
        contents: [{ role: 'user', parts: [{ text: 'hello there' }] }],
        generationConfig: { maxOutputTokens: 8192 },
      },
    });
    expect(sent.headers).not.toHaveProperty('authorization');
  });

  it('asks for a stream at its own address', async () => {
    stage.willStream(plain);
    expect((await readStream(stage.gateway, PROMPT, GEMINI)).names.at(-1)).toBe('done');
    expect((await stage.upstream.nextRequest()).path).toBe(
      '/v1beta/models/gemini-3.5-flash-lite:streamGenerateContent?alt=sse',
    );
  });

  it('cancels its call when the caller leaves', async () => {
    stage.willHang();
    const caller = new AbortController();
    const left = fetch(agentUrl(stage.gateway, 'gemini'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(PROMPT),
      signal: caller.signal,
    }).catch((error: unknown) => error);
    const sent = await stage.upstream.nextRequest();
    caller.abort();
    await left;
    expect(await sent.closed).toEqual({ aborted: true });
  });

  describe('asked for a chat of OpenAI’s', () => {
    const chat = (fields: object, headers: Readonly<Record<string, string>> = {}) =>
      fetch(`${stage.gateway.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({
          model: 'gemini/gemini-3.5-flash-lite',
          messages: [{ role: 'user', content: 'Hello' }],
          ...fields,
        }),
      });

    it('is sent as many stop sequences as Gemini takes, and tells of the others', async () => {
      stage.willAnswer(plain);
      const answer = await chat({ stop: ['', 'a', 'b', 'c', 'd', 'e', 'f', 'g'] });
      const sent = await stage.upstream.nextRequest();
      expect(answer.status).toBe(200);
      expect(sent.body).toMatchObject({ generationConfig: { stopSequences: ['a', 'b', 'c', 'd', 'e'] } });
      expect(JSON.parse(answer.headers.get('x-tollgate-warnings') ?? '[]')).toMatchObject([
        { parameter: 'stop[6]', action: 'dropped' },
      ]);
    });

    it.each([
      ['stop[5]', { stop: ['a', 'b', 'c', 'd', 'e', 'f'] }],
      ['n', { n: 9 }],
    ])('refuses more than Gemini takes by its field: %s', async (param, fields) => {
      const before = stage.upstream.requests.length;
      const answer = await chat(fields, { 'x-strict-params': 'true' });
      expect([answer.status, await answer.json()]).toMatchObject([
        400,
        { error: { type: 'invalid_request_error', param } },
      ]);
      expect(stage.upstream.requests).toHaveLength(before);
    });
  });
});
