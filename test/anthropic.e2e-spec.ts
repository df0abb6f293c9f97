import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, failureOf, send } from './support/agent-client.js';
import { readStream } from './support/agent-events.js';
import { holdDate } from './support/fixed-date.js';
import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import { answerBytes, answerJson, neverAnswer } from './support/scripted-upstream/scripts.js';
import { stream } from './support/scripted-upstream/stream-script.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const KEY = 'sk-ant-canary-of-this-test';
const PROMPT = { prompt: 'hello there', system: 'Be brief.' };
const ANTHROPIC = { provider: 'anthropic' };
const recording = (name: string) =>
  readFileSync(join(__dirname, '..', 'src', 'llm-providers', 'anthropic', 'recordings', name), 'utf8');
const plainBody = (JSON.parse(recording('plain.json')) as { body: object }).body;
const plainStream = recording('plain.sse');

describe('the Anthropic agent', () => {
  holdDate();
  let upstream: ScriptedUpstream;
  let gateway: RunningGateway;
  beforeAll(async () => {
    upstream = await ScriptedUpstream.start({ fallback: neverAnswer() });
    gateway = await startGateway({ ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: upstream.origin });
  });
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  it('speaks the Messages API', async () => {
    upstream.next(answerJson(200, plainBody));
    const { status, body } = await ask(gateway, { ...PROMPT, max_tokens: 300 }, ANTHROPIC);
    expect([status, body]).toMatchObject([
      200,
      {
        status: 'success',
        message: 'Hello! Grüß Gott, 世界 👋',
        provider: 'anthropic',
        provider_model: 'claude-haiku-5-5',
        finish_reason: 'stop',
        usage: {
          prompt_tokens: 25,
          completion_tokens: 38,
          total_tokens: 63,
          cached_tokens: 0,
          reasoning_tokens: 26,
        },
      },
    ]);
    const sent = await upstream.nextRequest();
    expect([sent.method, sent.path]).toEqual(['POST', '/v1/messages']);
    expect(sent.headers).toMatchObject({ 'x-api-key': KEY, 'anthropic-version': '2023-06-01' });
    expect(sent.headers).not.toHaveProperty('authorization');
    expect(sent.body).toMatchObject({ model: 'claude-haiku-5-5', max_tokens: 300 });
    expect(JSON.stringify(sent.body?.['system'])).toContain('Be brief.');
  });

  it('streams the same, however the bytes are cut', async () => {
    upstream.next(answerJson(200, plainBody));
    const whole = (await ask(gateway, PROMPT, ANTHROPIC)).body;
    upstream.next(stream([plainStream], { bytesPerWrite: 1 }));
    const { names, text, end } = await readStream(gateway, PROMPT, ANTHROPIC);
    expect(names.at(-1)).toBe('done');
    expect(text).toBe(whole.message);
    expect({ ...end, request_id: null }).toEqual({ ...whole, request_id: null });
  });

  it.each([0.2, 0.5, 0.8])('ends in an error, never in done, cut after %d of its bytes', async (part) => {
    const cutAt = Math.floor(
      Buffer.byteLength(plainStream.slice(0, plainStream.indexOf('message_delta'))) * part,
    );
    upstream.next(stream([plainStream], { maxBytes: cutAt, ending: 'cut' }));
    const text = await (await send(gateway, { ...PROMPT, stream: true }, ANTHROPIC)).text();
    expect(text).not.toContain('event: done');
    expect(text).toMatch(/"status":"error"/);
  });

  it.each<[number, string, unknown[]]>([
    [400, 'invalid_request_error', [400, 'provider.rejected', false]],
    [401, 'authentication_error', [502, 'provider.auth_failed', false]],
    [404, 'not_found_error', [400, 'model.not_found', false]],
    [429, 'rate_limit_error', [429, 'provider.rate_limited', true]],
    [500, 'api_error', [502, 'provider.unavailable', true]],
    [529, 'overloaded_error', [502, 'provider.unavailable', true]],
  ])('tells %i %s as what it is', async (status, type, failure) => {
    const message = `model: no, ${KEY}`;
    upstream.next(answerJson(status, { type: 'error', error: { type, message }, request_id: 'req_1' }));
    const answer = await ask(gateway, PROMPT, ANTHROPIC);
    expect(failureOf(answer)).toEqual(failure);
    expect(answer.text + gateway.logText()).not.toContain(KEY);
  });

  it('blames the provider for a call of a tool that is nested beyond all measure', async () => {
    const input = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const block = `{"type":"tool_use","id":"a","name":"b","input":${input}}`;
    const body = `{"type":"message","model":"m","content":[${block}],"stop_reason":"tool_use","usage":{}}`;
    upstream.next(answerBytes('application/json', body));
    expect(failureOf(await ask(gateway, PROMPT, ANTHROPIC))).toEqual([
      502,
      'provider.invalid_response',
      true,
    ]);
  });

  it('says that the model refused where there is no text', async () => {
    upstream.next(answerJson(200, { ...plainBody, content: [], stop_reason: 'refusal' }));
    expect((await ask(gateway, PROMPT, ANTHROPIC)).body).toMatchObject({
      message: 'Anthropic stopped the answer before any text.',
      finish_reason: 'content_filter',
    });
  });

  it('warns of what its models do not take', async () => {
    upstream.next(answerJson(200, plainBody));
    const { body } = await ask(gateway, { ...PROMPT, temperature: 0.2 }, ANTHROPIC);
    expect(body['warnings']).toMatchObject([{ parameter: 'temperature', action: 'dropped' }]);
  });

  it('names its own variable when the key is missing', async () => {
    const bare = await startGateway();
    expect((await ask(bare, PROMPT, ANTHROPIC)).body.message).toBe(
      'ANTHROPIC_API_KEY missing in environment.',
    );
    await bare.close();
  });
});
