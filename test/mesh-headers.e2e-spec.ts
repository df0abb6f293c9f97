import { ask, send } from './support/agent-client.js';
import { startPair, type GatewayPair } from './support/gateway-pair.js';
import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import { answerJson } from './support/scripted-upstream/scripts.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const CALLER_SPAN = 'b7ad6b7169203331';
const CONTEXT = {
  traceparent: `00-${TRACE_ID}-${CALLER_SPAN}-01`,
  tracestate: 'acme=1, other=2',
  baggage: 'user=of-the-caller',
  'x-request-timeout-ms': '30000',
};
const HELLO = { prompt: 'hello there', model: 'gpt-6-luna' };
const COMPLETION = {
  id: '1',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hi!' }, finish_reason: 'stop' }],
};

describe('the context of a call', () => {
  describe('at a provider of another organisation', () => {
    let pair: GatewayPair;
    beforeAll(async () => void (pair = await startPair()));
    afterAll(() => pair.close());

    it.each([HELLO, { ...HELLO, stream: true }])('is not told: %j', async (body) => {
      await (await send(pair.gateway, body, { headers: CONTEXT })).text();
      const { headers } = await pair.upstream.nextRequest();
      for (const name of Object.keys(CONTEXT)) expect(headers).not.toHaveProperty(name);
    });

    it('is on the line of the request: the trace of the caller, and a span of the gateway', async () => {
      await ask(pair.gateway, HELLO, { headers: { ...CONTEXT, 'x-request-id': 'traced' } });
      expect(await pair.gateway.logLine((line) => line['request_id'] === 'traced')).toMatchObject({
        trace_id: TRACE_ID,
        span_id: expect.stringMatching(`^(?!${CALLER_SPAN})[0-9a-f]{16}$`) as unknown,
      });
      expect(pair.gateway.logText()).not.toContain('of-the-caller');
    });

    it('is on the line of a request that is refused, too', async () => {
      await ask(pair.gateway, '{', { headers: { ...CONTEXT, 'x-request-id': 'refused' } });
      expect(await pair.gateway.logLine((line) => line['request_id'] === 'refused')).toMatchObject({
        status: 400,
        trace_id: TRACE_ID,
      });
    });
  });

  describe('at a server of the operator’s own', () => {
    let upstream: ScriptedUpstream;
    let gateway: RunningGateway;
    beforeAll(async () => {
      upstream = await ScriptedUpstream.start({ fallback: answerJson(200, COMPLETION) });
      const provider = (id: string, forwards: boolean) =>
        `{ id: ${id}, base_url: "${upstream.origin}/v1", default_model: m, forward_context: ${forwards} }`;
      const own = ['ours', 'gemini', 'anthropic'].map((id) => provider(id, true));
      gateway = await startGateway(
        { GEMINI_API_KEY: 'key-of-gemini', ANTHROPIC_API_KEY: 'key-of-anthropic' },
        `providers: [${[...own, provider('theirs', false)].join()}]`,
      );
    });
    afterAll(async () => {
      await gateway.close();
      await upstream.close();
    });

    const seenBy = async (provider: string, headers: Record<string, string>) => {
      await ask(gateway, { prompt: 'x' }, { provider, headers });
      return (await upstream.nextRequest()).headers;
    };

    it.each(['ours', 'gemini', 'anthropic'])(
      'is told (%s): the trace, with the gateway as its sender, and the time that is left; no baggage',
      async (id) => {
        const { traceparent = '', tracestate, baggage, ...headers } = await seenBy(id, CONTEXT);
        expect(traceparent).toMatch(new RegExp(`^00-${TRACE_ID}-(?!${CALLER_SPAN})[0-9a-f]{16}-01$`));
        expect([tracestate, baggage]).toEqual(['acme=1,other=2', undefined]);
        expect(headers['x-request-timeout-ms']).toMatch(/^(2\d{4}|30000)$/);
      },
    );

    it('is no trace where the caller sent none, or an invalid one', async () => {
      expect(await seenBy('ours', {})).not.toHaveProperty('traceparent');
      expect(await seenBy('ours', { traceparent: 'nonsense', tracestate: 'acme=1' })).not.toHaveProperty(
        'tracestate',
      );
    });

    it('is not told where the operator did not ask for it', async () => {
      const headers = await seenBy('theirs', CONTEXT);
      for (const name of Object.keys(CONTEXT)) expect(headers).not.toHaveProperty(name);
    });
  });
});

describe('the client certificate of a caller', () => {
  const SPIFFE = 'spiffe://cluster.example/ns/shop/sa/cart';
  const headers = {
    'x-request-id': 'certified',
    'x-forwarded-client-cert': `By=spiffe://x/y;Hash=abc;Subject="CN=cart";URI=${SPIFFE}`,
  };

  it.each([
    ['true', SPIFFE],
    ['false', undefined],
  ])(
    'is logged where the operator trusts the header (%s), and never in an answer',
    async (trust, identity) => {
      const pair = await startPair({ TRUST_CLIENT_CERT_HEADER: trust });
      const { text, headers: answered } = await ask(pair.gateway, HELLO, { headers });
      const line = await pair.gateway.logLine(({ request_id: id }) => id === 'certified');
      expect(line['client_identity']).toBe(identity);
      expect(text + JSON.stringify([...answered])).not.toContain('spiffe');
      expect((await pair.upstream.nextRequest()).headers).not.toHaveProperty('x-forwarded-client-cert');
      await pair.close();
    },
  );
});
