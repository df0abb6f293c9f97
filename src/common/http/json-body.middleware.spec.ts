import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import express, { type ErrorRequestHandler } from 'express';
import request from 'supertest';
import { toGatewayError, type GatewayError } from '../errors.js';
import { ManualClock } from '../testing/manual-clock.js';
import { jsonBody } from './json-body.middleware.js';
import { noteArrival } from './request-age.js';

const MAX_BYTES = 1_000;
/** What the gateway did before it came to the body. */
const BEFORE_BODY_MS = 10;

describe('jsonBody', () => {
  let server: Server;
  let refusals: GatewayError[];
  let clock: ManualClock;

  beforeEach(async () => {
    refusals = [];
    clock = new ManualClock();
    const render: ErrorRequestHandler = (error, _req, res, _next) => {
      const refusal = toGatewayError(error);
      refusals.push(refusal);
      res.status(refusal.httpStatus).json({ message: refusal.message });
    };
    const app = express();
    app.use(noteArrival(clock), (_req, _res, next) => {
      clock.advance(BEFORE_BODY_MS);
      next();
    });
    const timeoutOf = (headers: IncomingHttpHeaders) => Number(headers['x-timeout'] ?? NaN) || null;
    app.use(jsonBody({ maxBytes: MAX_BYTES, maxDepth: 4, maxValues: 1000 }, { clock, timeoutOf }));
    app.all('/', (req, res) => res.json({ body: (req.body as unknown) ?? 'none' }));
    app.use(render);
    server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterEach(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));

  const post = (contentType = 'application/json') =>
    request(server).post('/').set('content-type', contentType);
  const postCompressed = (coding: string, body: Buffer) =>
    post()
      .set('content-encoding', coding)
      .serialize((buffer: unknown) => buffer as string)
      .send(body);
  const json = (length: number) => JSON.stringify({ a: 'x'.repeat(length - 8) });

  it.each([
    'application/json',
    'application/json; charset="UTF-8"',
    'application/vnd.acme+json;charset=utf8',
  ])('reads the object of a body sent as %s', async (contentType) => {
    const response = await post(contentType).send('{"prompt":"h\u00e9"}');
    expect(response.body).toEqual({ body: { prompt: 'h\u00e9' } });
  });

  it.each([
    'text/plain',
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencoded',
    'application/json; charset=latin1',
    'json',
  ])('refuses %s with 415, saying what is accepted', async (contentType) => {
    const response = await post(contentType).send('{}');
    expect(response.status).toBe(415);
    expect(refusals[0]?.code).toBe('request.unsupported_media_type');
    expect(refusals[0]?.message).toContain('application/json');
  });

  it('refuses a request with neither content type nor body with 415', async () => {
    expect((await request(server).post('/')).status).toBe(415);
  });

  it('refuses a JSON request without a body as malformed', async () => {
    const response = await post();
    expect(response.status).toBe(400);
    expect(refusals[0]?.message).toContain('empty');
  });

  it.each(['get', 'delete', 'options'] as const)('ignores the body of %s', async (method) => {
    const response = await request(server)[method]('/').set('content-type', 'text/plain').send('no json');
    expect(response.body).toEqual({ body: 'none' });
  });

  it('accepts exactly the limit and refuses one byte more', async () => {
    expect((await post().send(json(MAX_BYTES))).status).toBe(200);
    const response = await post().send(json(MAX_BYTES + 1));
    expect(response.status).toBe(413);
    expect(refusals[0]?.message).toContain(`at most ${MAX_BYTES} bytes`);
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('inflates %s, and holds the limit against what comes out', async (coding, compress) => {
    expect((await postCompressed(coding, compress(json(MAX_BYTES)))).status).toBe(200);
    expect((await postCompressed(coding, compress(json(5_000_000)))).status).toBe(413);
  });

  it.each(['gzip, gzip', 'zstd', 'x-unknown', 'constructor'])(
    'refuses content-encoding %s with 415',
    async (coding) => {
      const response = await postCompressed(coding, gzipSync('{}'));
      expect(response.status).toBe(415);
      expect(refusals[0]?.message).toContain('gzip, deflate or br');
    },
  );

  it.each([
    ['is not gzip', Buffer.from('{"secret":1}')],
    ['is cut', gzipSync('{"secret":1}').subarray(0, -6)],
  ])('refuses a gzip body that %s as malformed', async (_, body) => {
    const response = await postCompressed('gzip', body);
    expect(response.status).toBe(400);
    expect(refusals[0]?.code).toBe('request.malformed');
    expect(refusals[0]?.message).not.toContain('secret');
  });

  it.each(['identity', 'gzip'])(
    'reports a client that leaves in the middle of a body (%s)',
    async (coding) => {
      const hasLeft = new Promise<void>((resolve) =>
        server.once('connection', (s) => s.once('close', () => resolve())),
      );
      server.once('request', () => socket.destroy());
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
      const head = `POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Encoding: ${coding}\r\n`;
      socket.write(`${head}Content-Length: 100\r\n\r\n`);
      await hasLeft;
      await new Promise(setImmediate);
      expect(refusals.map(({ code }) => code)).toEqual(['client.gone']);
    },
  );

  describe('while the caller still waits', () => {
    /** Sends the beginning of a body; resolves once its reading has begun. */
    async function upload(timeoutMs: number) {
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
      const reading = new Promise<void>((resolve) => server.once('request', () => setImmediate(resolve)));
      const head = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n';
      socket.write(`${head}x-timeout: ${timeoutMs}\r\n\r\n{"a":`);
      await reading;
      // a reset closes it as well
      const closed = new Promise<void>((resolve) =>
        socket.on('error', () => {}).once('close', () => resolve()),
      );
      return { socket, answered: once(socket, 'data') as Promise<[Buffer]>, closed };
    }

    it('reads on up to its deadline, and no longer', async () => {
      const { answered, closed } = await upload(500);
      clock.advance(500 - BEFORE_BODY_MS - 1);
      expect(refusals).toEqual([]);
      clock.advance(1);
      expect(String(await answered)).toMatch(/^HTTP\/1\.1 504 [^]*\r\nConnection: close\r\n/);
      expect(refusals).toMatchObject([
        { code: 'request.deadline_exceeded', message: expect.stringContaining('500 ms') as string },
      ]);
      await closed;
    });

    it('begins with none that comes when its deadline has passed', async () => {
      const { answered } = await upload(BEFORE_BODY_MS);
      expect(String(await answered)).toMatch(/^HTTP\/1\.1 504 /);
    });

    it('keeps no timer once the body is there', async () => {
      expect((await post().set('x-timeout', '500').send('{}')).status).toBe(200);
      expect(clock.pendingTimers).toBe(0);
    });
  });
});
