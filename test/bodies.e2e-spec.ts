import { gzipSync } from 'node:zlib';
import { ask, type AgentAnswer } from './support/agent-client.js';
import { startPair, type GatewayPair } from './support/gateway-pair.js';
import { rawPrompt, sendRaw, uploadUntilRefused } from './support/raw-http.js';

const MAX_BODY_BYTES = 65_536;
const GOOD = '{"prompt":"hello there","model":"gpt-6-luna"}';

describe('a request body', () => {
  let pair: GatewayPair;
  let small: GatewayPair;
  beforeAll(async () => {
    [pair, small] = await Promise.all([startPair(), startPair({ MAX_BODY_BYTES: String(MAX_BODY_BYTES) })]);
  });
  afterAll(() => Promise.all([pair.close(), small.close()]));

  let goodOnes = 0;
  /** Makes sure that the upstreams were not asked, and that good requests are answered afterwards. */
  const guarded = async <T>(asking: Promise<T>): Promise<T> => {
    const answer = await asking;
    expect(pair.upstream.requests.length + small.upstream.requests.length).toBe(goodOnes);
    for (const { gateway } of [pair, small]) expect(await ask(gateway, GOOD)).toMatchObject({ status: 200 });
    goodOnes += 2;
    return answer;
  };

  const expectRefusal = (answer: AgentAnswer, status: number, code: string): void => {
    expect(answer).toMatchObject({
      status,
      body: { status: 'error', model: 'unknown', error: { code, type: 'request', retryable: false } },
    });
    expect(answer.body.request_id).toBe(answer.headers.get('x-request-id'));
    expect(answer.text).not.toMatch(/node_modules|\.ts|\.js|Error:/);
  };

  describe('that is not a JSON object', () => {
    it.each([
      ['cut', '{"model":', 'request.malformed'],
      ['cut in a string', '{"prompt":"hel', 'request.malformed'],
      ['nothing', '', 'request.malformed'],
      ['a blank', ' ', 'request.malformed'],
      ['null', 'null', 'request.invalid'],
      ['a string', '"x"', 'request.invalid'],
      ['a number', '7', 'request.invalid'],
      ['a list', '[]', 'request.invalid'],
      ['two objects', `${GOOD}${GOOD}`, 'request.malformed'],
      ['NaN', '{"prompt":"x","temperature":NaN}', 'request.malformed'],
      ['a comment', '{"prompt":"x"} // y', 'request.malformed'],
      [
        'not UTF-8',
        Buffer.from([...Buffer.from('{"prompt":"'), 0xff, 0xfe, 0x22, 0x7d]),
        'request.malformed',
      ],
      ['UTF-16', Buffer.from(GOOD, 'utf16le'), 'request.malformed'],
    ])('is refused: %s', async (_what, body, code) => {
      expectRefusal(await guarded(ask(pair.gateway, body)), 400, code);
    });
  });

  describe('that is nested', () => {
    const nested = (depth: number): string => '[{"a":'.repeat(depth / 2) + '1' + '}]'.repeat(depth / 2);
    it.each([65, 20_000, 1_000_000])(
      '%i levels deep is refused, saying how deep is accepted',
      async (depth) => {
        const body = `{"prompt":${nested(depth - (depth % 2))}}`;
        const answer = await guarded(ask(pair.gateway, body));
        expectRefusal(answer, 400, 'request.malformed');
        expect(answer.body.message).toContain('64');
      },
    );

    it.each([65, 20_000, 1_000_000])('%i levels deep and never closed is refused alike', async (depth) => {
      const answer = await guarded(ask(pair.gateway, '['.repeat(depth)));
      expectRefusal(answer, 400, 'request.malformed');
      expect(answer.body.message).toContain('64');
    });

    it('64 levels deep is read', async () => {
      const answer = await guarded(ask(pair.gateway, `{"prompt":${'['.repeat(63)}${']'.repeat(63)}}`));
      expectRefusal(answer, 400, 'request.invalid');
      expect(answer.body.message).toContain('prompt');
    });
  });

  describe('with a key that is not accepted anywhere', () => {
    it.each([
      '{"prompt":"x","__proto__":{"isAdmin":true}}',
      '{"prompt":"x","\\u005f_proto__":{"isAdmin":true}}',
      '{"prompt":"x","constructor":{"prototype":{"isAdmin":true}}}',
      '{"messages":[{"role":"user","content":"x","__proto__":{"isAdmin":true}}]}',
      '{"prompt":"x","metadata":{"a":[{"constructor":{"prototype":{}}}]}}',
    ])('is refused: %s', async (body) => {
      expectRefusal(await guarded(ask(pair.gateway, body)), 400, 'request.malformed');
      expect({}).not.toHaveProperty('isAdmin');
    });
  });

  describe('of another type', () => {
    it.each([
      'text/plain',
      'text/json',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/octet-stream',
      'application/jsonp',
      'application/json; charset=utf-16',
      'application/json; charset=latin1',
      'json',
      '*/*',
    ])('is refused: %s', async (type) => {
      const answer = await guarded(ask(pair.gateway, GOOD, { headers: { 'content-type': type } }));
      expectRefusal(answer, 415, 'request.unsupported_media_type');
    });

    it('is refused without a type', async () => {
      const request = rawPrompt(['Content-Length: 2', 'Connection: close'], '{}').replace(
        /Content-Type.*\r\n/,
        '',
      );
      expect(await guarded(sendRaw(pair.gateway, request))).toMatchObject([{ status: 415 }]);
    });

    it.each(['APPLICATION/JSON', 'application/json;charset="UTF-8"', 'application/vnd.acme+json'])(
      'is read as JSON: %s',
      async (type) => {
        const headers = { 'content-type': type };
        expectRefusal(await guarded(ask(pair.gateway, '{}', { headers })), 400, 'request.invalid');
      },
    );
  });

  describe('that is packed', () => {
    it('is unpacked, up to the limit', async () => {
      const headers = { 'content-encoding': 'gzip' };
      expectRefusal(await guarded(ask(pair.gateway, gzipSync('{}'), { headers })), 400, 'request.invalid');
      const bomb = gzipSync(Buffer.alloc(200 * 1_048_576, ' '));
      expectRefusal(await guarded(ask(pair.gateway, bomb, { headers })), 413, 'request.too_large');
    });

    it.each(['gzip, gzip', 'zstd', 'compress', 'x-gzip', ''])(
      'in an unknown way is refused: "%s"',
      async (coding) => {
        const answer = await guarded(
          ask(pair.gateway, gzipSync(GOOD), { headers: { 'content-encoding': coding } }),
        );
        expect([400, 415]).toContain(answer.status);
        expect(answer.body.error?.code).toMatch(/^request\.(unsupported_media_type|malformed)$/);
      },
    );

    it.each(['gzip', 'deflate', 'br'])('badly is refused: %s', async (coding) => {
      const answer = await guarded(ask(pair.gateway, GOOD, { headers: { 'content-encoding': coding } }));
      expectRefusal(answer, 400, 'request.malformed');
    });
  });

  describe('that has very many values', () => {
    const many = (count: number, part: (index: number) => string) =>
      Array.from({ length: count }, (_, i) => part(i)).join();

    it.each([
      ['700,000 fields', `{${many(700_000, (i) => `"${i.toString(36)}":1`)}}`, 1_000],
      ['700,000 fields in one', `{"metadata":{${many(700_000, (i) => `"${i.toString(36)}":1`)}}}`, 100_000],
      ['a million empty lists for messages', `{"messages":[${many(1_000_000, () => '[]')}]}`, 100_000],
      ['a million numbers', `{"messages":[${many(1_000_000, () => '1')}]}`, 400_000],
    ])('is refused before it is parsed: %s', async (_what, body, limit) => {
      const answer = await guarded(ask(pair.gateway, body));
      expectRefusal(answer, 400, 'request.malformed');
      expect(answer.body.message).toContain(`at most ${limit}`);
    });

    it('is refused with a short message where it is just within the limit', async () => {
      const message = `{"role":"user","content":"x",${many(190, (i) => `"f${i}":1`)}}`;
      const answer = await guarded(ask(pair.gateway, `{"messages":[${many(500, () => message)}]}`));
      expectRefusal(answer, 400, 'request.invalid');
      expect(answer.body.message.length).toBeLessThan(2000);
    });
  });

  describe('that is too large', () => {
    const padded = (bytes: number): string => GOOD.slice(0, -1) + ' '.repeat(bytes - GOOD.length) + '}';

    it('by one byte is refused', async () => {
      expectRefusal(await guarded(ask(small.gateway, padded(MAX_BODY_BYTES + 1))), 413, 'request.too_large');
    });

    it('is refused by its length alone, before a byte of it, and the connection is closed', async () => {
      const [answer, ...more] = await guarded(
        sendRaw(small.gateway, rawPrompt([`Content-Length: ${MAX_BODY_BYTES + 1}`])),
      );
      expect(answer).toMatchObject({ status: 413, headers: { connection: 'close' } });
      expect(answer?.body).toMatchObject({ error: { code: 'request.too_large' } });
      expect(answer?.body.request_id).toBe(answer?.headers['x-request-id']);
      expect(more).toEqual([]);
    });

    it('is refused in the middle of an upload without end, and the connection is closed', async () => {
      const piece = Buffer.from(`1000\r\n${' '.repeat(4096)}\r\n`);
      const answers = await guarded(
        uploadUntilRefused(small.gateway, rawPrompt(['Transfer-Encoding: chunked']), piece),
      );
      expect(answers).toMatchObject([
        { status: 413, headers: { connection: 'close' }, body: { error: { code: 'request.too_large' } } },
      ]);
    });

    it('is refused by its type alone, and the connection is closed', async () => {
      const request = rawPrompt(['Content-Length: 1000000']).replace('application/json', 'text/plain');
      expect(await guarded(sendRaw(small.gateway, request))).toMatchObject([
        { status: 415, headers: { connection: 'close' } },
      ]);
    });
  });
});
