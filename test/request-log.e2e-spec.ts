import { ask } from './support/agent-client.js';
import { readStream } from './support/agent-events.js';
import { holdDate } from './support/fixed-date.js';
import { startPair, type GatewayPair } from './support/gateway-pair.js';
import { overloaded } from './support/scripted-openai/index.js';

const HELLO = { prompt: 'hello there', model: 'gpt-4o' };
const ANY_NUMBER: unknown = expect.any(Number);

describe('the gateway', () => {
  holdDate();
  let pair: GatewayPair;
  beforeAll(async () => void (pair = await startPair()));
  afterAll(() => pair.close());

  const get = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(pair.gateway.url + path, init);

  describe('writes one line to the log for each request', () => {
    let runs = 0;
    const lineAfter = async (act: (headers: Record<string, string>) => Promise<unknown>) => {
      const id = `logged-${(runs += 1)}`;
      await act({ 'x-request-id': id });
      await pair.gateway.logLine((line) => line['request_id'] === id);
      const lines = pair.gateway.logLines().filter((line) => line['request_id'] === id);
      expect(lines).toHaveLength(1);
      return lines[0];
    };
    const common = { time: expect.any(String) as unknown, msg: 'request', duration_ms: ANY_NUMBER };
    const agentRoute = '/agents/llm-providers/:provider';
    const called = { ...common, method: 'POST', route: agentRoute, provider: 'openai', model: 'gpt-4o' };

    it('for a whole answer', async () => {
      expect(await lineAfter((headers) => ask(pair.gateway, HELLO, { headers }))).toEqual({
        ...called,
        level: 'info',
        request_id: expect.any(String) as unknown,
        status: 200,
        complete: true,
        provider_model: 'gpt-4o-2024-08-06',
        stream: false,
        outcome: 'finished',
        finish_reason: 'stop',
        upstream_ms: ANY_NUMBER,
        first_part_ms: ANY_NUMBER,
        prompt_tokens: 8,
        completion_tokens: 4,
        total_tokens: 12,
        cached_tokens: 0,
        reasoning_tokens: 0,
        cost_usd: expect.any(String) as unknown,
        attempts: 1,
      });
    });

    it('for a stream, at its end', async () => {
      const line = await lineAfter((headers) => readStream(pair.gateway, HELLO, { headers }));
      expect(line).toMatchObject({
        ...called,
        stream: true,
        outcome: 'finished',
        total_tokens: 12,
        complete: true,
      });
    });

    it('for a failure of the upstream', async () => {
      pair.upstream.next(overloaded());
      expect(await lineAfter((headers) => ask(pair.gateway, HELLO, { headers }))).toMatchObject({
        ...called,
        level: 'warn',
        status: 502,
        outcome: 'failed',
        error_code: 'provider.unavailable',
        total_tokens: null,
      });
    });

    it('for a refusal', async () => {
      expect(await lineAfter((headers) => ask(pair.gateway, '{', { headers }))).toMatchObject({
        ...common,
        level: 'info',
        status: 400,
        error_code: 'request.malformed',
      });
    });

    it('without the address of a request to nowhere', async () => {
      const line = await lineAfter((headers) => get('/private-address?key=private', { headers }));
      expect(line).toMatchObject({ ...common, route: 'none', status: 404, error_code: 'request.not_found' });
      expect(JSON.stringify(line)).not.toContain('private');
    });

    it('at debug for a health check', async () => {
      const line = await lineAfter((headers) => get('/health/live', { headers }));
      expect(line).toMatchObject({ level: 'debug', route: '/health/live', status: 200 });
    });

    it('on one line, whatever the caller sends', async () => {
      const line = await lineAfter((headers) =>
        ask(pair.gateway, { ...HELLO, model: 'a\r\n{"level":"x"}' }, { headers }),
      );
      expect(line).toMatchObject({ status: 400 });
    });
  });
});
