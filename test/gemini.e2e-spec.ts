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
});
