import { startPair, type GatewayPair } from './support/gateway-pair.js';
import { rawPrompt, rawRequest, sendRaw, sendUntilLate } from './support/raw-http.js';

const KEY = 'key-of-the-tests-0123456789';
const HELLO = { prompt: 'hello there', model: 'gpt-6-luna' };

describe('on the wire, the gateway', () => {
  let pair: GatewayPair;
  beforeAll(async () => void (pair = await startPair()));
  afterAll(() => pair.close());

  describe('tells a body that is too slow in the words of its path', () => {
    it.each([
      ['/agents/llm-providers/openai', { status: 'error', error: { code: 'request.timed_out' } }],
      ['/v1/chat/completions', { error: { type: 'invalid_request_error' } }],
      ['/v1/messages', { type: 'error', error: { type: expect.any(String) as string } }],
      ['/v1beta/models/m:generateContent', { error: { status: expect.any(String) as string } }],
    ])('%s', async (path, body) => {
      const lines = [`POST ${path}?a=b HTTP/1.1`, 'Host: localhost', 'Content-Type: application/json'];
      const [answer] = await sendUntilLate(
        pair.gateway,
        rawRequest([...lines, 'Content-Length: 9', '']) + '{',
      );
      expect(answer).toMatchObject({ status: 408, headers: { connection: 'close' }, body });
    });
  });

  describe('refuses what could be read as two requests, answers once, and closes', () => {
    const body = JSON.stringify(HELLO);
    const second = rawPrompt([`Content-Length: ${body.length}`, 'x-request-id: smuggled'], body);
    const length = `Content-Length: ${body.length}`;
    it.each([
      ['a length and an encoding', [length, 'Transfer-Encoding: chunked'], `0\r\n\r\n`],
      ['an encoding and a length', ['Transfer-Encoding: chunked', 'Content-Length: 4'], `0\r\n\r\n`],
      ['two lengths', [length, 'Content-Length: 0'], body],
      ['two lengths in one', [`${length}, 0`], body],
      ['a signed length', ['Content-Length: +2'], '{}'],
      ['a negative length', ['Content-Length: -1'], ''],
      ['a length in hex', ['Content-Length: 0x2'], '{}'],
      ['chunked, identity', ['Transfer-Encoding: chunked, identity'], `0\r\n\r\n`],
      ['an unknown encoding', ['Transfer-Encoding: xchunked'], `0\r\n\r\n`],
      ['an encoding behind a tab', ['Transfer-Encoding:\tchunked', length], `0\r\n\r\n`],
      ['an encoding with a blank before the colon', ['Transfer-Encoding : chunked'], `0\r\n\r\n`],
      ['a folded header', ['X-A: b', ' Transfer-Encoding: chunked'], `0\r\n\r\n`],
      ['a bad chunk size', ['Transfer-Encoding: chunked'], `0x2\r\n{}\r\n0\r\n\r\n`],
      ['NUL in a header', ['x-a: a\u0000b', 'Content-Length: 2'], '{}'],
      ['CR in a header', ['x-a: a\rb: c', 'Content-Length: 2'], '{}'],
    ])('for %s', async (_what, headers, sent) => {
      const answers = await sendRaw(pair.gateway, rawPrompt(headers, sent) + second);
      expect(answers).toMatchObject([
        {
          status: 400,
          headers: { connection: 'close', 'content-type': 'application/json; charset=utf-8' },
          body: { status: 'error', model: 'unknown', error: { code: 'request.malformed' } },
        },
      ]);
      expect(answers[0]?.body.request_id).toBe(answers[0]?.headers['x-request-id']);
      expect(pair.upstream.requests).toEqual([]);
    });

    it.each([
      ['bare line feeds', `POST /agents/llm-providers/openai HTTP/1.1\nHost: x\nContent-Length: 0\n\n`],
      ['no HTTP', 'hello\r\n\r\n'],
      ['an unknown method', rawRequest(['BREW / HTTP/1.1', 'Host: x', ''])],
      ['a request without a host', rawRequest(['GET /health/live HTTP/1.1', 'Connection: close', ''])],
    ])('for %s', async (_what, bytes) => {
      expect(await sendRaw(pair.gateway, bytes)).toMatchObject([
        { status: 400, headers: { connection: 'close' }, body: { error: { code: 'request.malformed' } } },
      ]);
    });

    it('and says 431 of headers without end', async () => {
      const lines = ['GET /health/live HTTP/1.1', 'Host: x', `x-a: ${'a'.repeat(20_000)}`, ''];
      expect(await sendRaw(pair.gateway, rawRequest(lines))).toMatchObject([
        { status: 431, headers: { connection: 'close' }, body: { error: { code: 'request.too_large' } } },
      ]);
    });
  });

  describe('asks for the body of a caller who waits to be asked', () => {
    const body = JSON.stringify(HELLO);
    const length = `Content-Length: ${body.length}`;
    const expecting = (...lines: readonly string[]) => rawPrompt(['Expect: 100-continue', ...lines]);

    it('where it reads it', async () => {
      const head = expecting(length, 'Connection: close');
      const answers = await sendRaw(pair.gateway, head + body);
      expect(answers.map(({ status }) => status)).toEqual([100, 200]);
    });

    it('not where it refuses it by its head', async () => {
      const closed = await startPair({ GATEWAY_API_KEYS: KEY });
      const key = `x-api-key: ${KEY}`;
      for (const [lines, status] of [
        [[length], 401],
        [[key, 'Content-Length: 99999999'], 413],
        [[key, length, 'Content-Encoding: gzip, gzip'], 415],
      ] as const) {
        const answers = await sendRaw(closed.gateway, expecting(...lines));
        expect(answers).toMatchObject([{ status, headers: { connection: 'close' } }]);
      }
      await closed.close();
    });
  });

  it('knows the API of a request whose address names a host, as proxies write it', async () => {
    const asked = { model: 'openai/gpt-6-luna', max_tokens: 10, messages: [{ role: 'user', content: 'hi' }] };
    const body = JSON.stringify(asked);
    const lines = ['Host: localhost', 'Content-Type: application/json', `Content-Length: ${body.length}`];
    const head = ['POST http://localhost/v1/messages?beta=true HTTP/1.1', ...lines, 'Connection: close'];
    const [answer] = await sendRaw(pair.gateway, rawRequest(head, body));
    expect(answer).toMatchObject({ status: 200, body: { type: 'message' } });
    const recent = await fetch(`${pair.gateway.url}/calls/recent?limit=1`);
    expect(await recent.json()).toMatchObject({ data: [{ surface: 'anthropic' }] });
  });
});
