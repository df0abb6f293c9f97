import { ask, failureOf } from './support/agent-client.js';
import { readStream } from './support/agent-events.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const SANDBOX = { provider: 'sandbox' };
const PROMPT = 'The heron stands in the reeds at dawn. 👩‍👩‍👧';

describe('the sandbox', () => {
  let gateway: RunningGateway;
  beforeAll(async () => void (gateway = await startGateway()));
  afterAll(() => gateway.close());

  it('answers without a key, labelled as what it is', async () => {
    const { status, headers, body } = await ask(gateway, { prompt: PROMPT }, SANDBOX);
    expect([status, headers.get('x-gateway-simulated')]).toEqual([200, 'true']);
    expect(body).toMatchObject({
      status: 'success',
      message: PROMPT,
      model: 'sim/echo',
      provider: 'sandbox',
      provider_model: 'sim/echo',
      finish_reason: 'stop',
      warnings: [],
      cost_usd: '0',
    });
    const { prompt_tokens: prompt, completion_tokens: completion } = body['usage'] as Record<string, number>;
    expect(prompt).toBeGreaterThan(5);
    expect(body['usage']).toMatchObject({
      total_tokens: Number(prompt) + Number(completion),
      reasoning_tokens: 0,
    });
  });

  it('streams the same answer, under the same label', async () => {
    const whole = (await ask(gateway, { prompt: PROMPT }, SANDBOX)).body;
    const { response, names, text, end } = await readStream(gateway, { prompt: PROMPT }, SANDBOX);
    expect(response.headers.get('x-gateway-simulated')).toBe('true');
    expect(names.filter((name) => name !== 'delta')).toEqual(['done']);
    expect(names.length).toBeGreaterThan(3);
    expect(text).toBe(PROMPT);
    expect(end).toEqual({ ...whole, request_id: response.headers.get('x-request-id') });
  });

  it('cuts at max_tokens', async () => {
    const { body } = await ask(gateway, { prompt: PROMPT, max_tokens: 2 }, SANDBOX);
    expect(body).toMatchObject({ finish_reason: 'length', usage: { completion_tokens: 2 } });
    expect(PROMPT.startsWith(body.message)).toBe(true);
  });

  it('spends a small allowance on reasoning alone', async () => {
    const body = { prompt: PROMPT, model: 'sim/reasoning', max_tokens: 5 };
    const answer = await ask(gateway, body, SANDBOX);
    expect(answer.body).toMatchObject({
      message: '',
      finish_reason: 'length',
      warnings: [{ parameter: 'max_tokens', action: 'exhausted' }],
    });
  });

  describe('with cut= in the model', () => {
    it('ends a stream with an error after so many pieces', async () => {
      const { names, end } = await readStream(gateway, { prompt: PROMPT, model: 'sim/echo:cut=3' }, SANDBOX);
      expect(names).toEqual(['delta', 'delta', 'delta', 'error']);
      expect(end).toMatchObject({ status: 'error', error: { code: 'provider.invalid_response' } });
    });

    it('fails a whole answer', async () => {
      const answer = await ask(gateway, { prompt: PROMPT, model: 'sim/echo:cut=3' }, SANDBOX);
      expect(failureOf(answer)).toEqual([502, 'provider.invalid_response', true]);
    });
  });

  it.each([
    ['429', 429, 'provider.rate_limited', '1'],
    ['rate_limited:retry-after-s=9', 429, 'provider.rate_limited', '9'],
    ['503', 502, 'provider.unavailable', '1'],
    ['401', 502, 'provider.auth_failed', null],
    ['quota_exhausted', 502, 'provider.quota_exhausted', null],
    ['timed_out', 504, 'provider.timed_out', null],
    ['unreachable', 502, 'provider.unreachable', null],
    ['rejected', 400, 'provider.rejected', null],
    ['404', 400, 'model.not_found', null],
  ])('with fail=%s in the model fails as a real provider would', async (failure, status, code, wait) => {
    for (const stream of [false, true]) {
      const answer = await ask(
        gateway,
        { prompt: PROMPT, model: `sim/echo:fail=${failure}`, stream },
        SANDBOX,
      );
      expect(failureOf(answer).slice(0, 2)).toEqual([status, code]);
      expect(answer.headers.get('retry-after')).toBe(wait);
      expect(answer.headers.get('x-gateway-simulated')).toBe('true');
      expect(answer.body.message).toMatch(/sandbox.*simulated/i);
    }
  });

  it.each([
    ['no-such-model', 'sim/echo'],
    ['gpt-4o', 'sim/echo'],
    ['sim/echo:no-such-knob=1', 'latency-ms'],
    ['sim/echo:cut=x', 'a whole number'],
  ])('refuses the model %s and says what there is', async (model, accepted) => {
    const answer = await ask(gateway, { prompt: PROMPT, model }, SANDBOX);
    expect([answer.status, answer.body.error?.param]).toEqual([400, 'model']);
    expect(answer.body.message).toContain(accepted);
  });

  it('never stands in for a provider without a key', async () => {
    expect(failureOf(await ask(gateway, { prompt: PROMPT, model: 'sim/echo' }))).toEqual([
      400,
      'provider.key_missing',
      false,
    ]);
  });
});
