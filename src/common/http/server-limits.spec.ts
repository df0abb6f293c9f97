import { createServer, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import express from 'express';
import { toGatewayError } from '../errors.js';
import { requireHost } from './host-header.js';
import { requestId } from './request-id.js';
import { applyServerLimits } from './server-limits.js';
import { PLAIN_ERRORS } from './testing/plain-errors.js';

const LIMITS = { headersTimeoutMs: 10_000, bodyTimeoutMs: 60_000, keepAliveTimeoutMs: 75_000 };
const NEXT = 'GET /next HTTP/1.1\r\nHost: x\r\n\r\n';

const render: express.ErrorRequestHandler = (error, _req, res, _next) => {
  const { httpStatus, message } = toGatewayError(error);
  res.status(httpStatus).send(message);
};

describe('applyServerLimits', () => {
  let server: Server;
  let served: string[];
  let open: ServerResponse[];

  beforeEach(async () => {
    served = [];
    open = [];
    const app = express();
    app.use(requestId(), requireHost());
    app.get('/waits', (_req, res) => void open.push(res));
    app.post('/reads', (req) => void req.resume());
    app.use((req, res) => {
      served.push(req.url);
      res.json({});
    });
    app.use(render);
    server = createServer(app);
    applyServerLimits(server, LIMITS, { errorsOf: () => PLAIN_ERRORS });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterEach(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));

  function send(bytes: string): { client: Socket; answer: Promise<string> } {
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    client.on('error', () => client.destroy());
    const answer = new Promise<string>((resolve) => {
      let text = '';
      client.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      client.on('close', () => resolve(text));
    });
    client.write(bytes);
    return { client, answer };
  }

  /** Takes an answer apart; fails when it is not exactly one complete response. */
  function parse(answer: string) {
    const [head = '', body = '', ...more] = answer.split('\r\n\r\n');
    const [statusLine = '', ...lines] = head.split('\r\n');
    const headers = new Map(lines.map((line) => line.toLowerCase().split(': ') as [string, string]));
    expect(more).toEqual([]);
    expect(headers.get('content-length')).toBe(String(Buffer.byteLength(body)));
    return {
      status: Number(statusLine.split(' ')[1]),
      headers,
      body: JSON.parse(body) as Record<string, unknown>,
    };
  }

  const post = (headers: string, body = '') => `POST /next HTTP/1.1\r\nHost: x\r\n${headers}\r\n\r\n${body}`;

  it('sets the timeouts', () => {
    expect(server).toMatchObject({
      headersTimeout: 10_000,
      requestTimeout: 60_000,
      keepAliveTimeout: 75_000,
    });
  });

  it.each([
    ['no HTTP at all', 'HELLO\r\n\r\n'],
    ['a length and chunks', post('Content-Length: 5\r\nTransfer-Encoding: chunked', '0\r\n\r\n')],
    ['two lengths', post('Content-Length: 2\r\nContent-Length: 2', '{}')],
    ['chunked, identity', post('Transfer-Encoding: chunked, identity', '0\r\n\r\n')],
    ['a bare LF', 'GET /next HTTP/1.1\r\nHost: x\r\nA: b\nC: d\r\n\r\n'],
    ['NUL in a header', 'GET /next HTTP/1.1\r\nHost: x\r\nx-request-id: a\0b\r\n\r\n'],
  ])('answers %s with a typed 400 and serves nothing further', async (_, bytes) => {
    const { status, headers, body } = parse(await send(bytes + NEXT).answer);
    expect(status).toBe(400);
    expect(headers.get('connection')).toBe('close');
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(body).toMatchObject({ code: 'request.malformed', request_id: headers.get('x-request-id') });
    expect(served).toEqual([]);
  });

  it('answers a header block over 16 KiB with a typed 431', async () => {
    const { status, body } = parse(
      await send(`GET / HTTP/1.1\r\nHost: x\r\nA: ${'b'.repeat(20_000)}\r\n\r\n`).answer,
    );
    expect(status).toBe(431);
    expect(body['code']).toBe('request.too_large');
    expect(body['message']).toContain('16384');
  });

  it('answers a request that took too long with a typed 408 under its own id', async () => {
    const arrived = new Promise<Socket>((resolve) => server.once('request', (req) => resolve(req.socket)));
    const { answer } = send(
      'POST /reads HTTP/1.1\r\nHost: x\r\nx-request-id: mine\r\nContent-Length: 9\r\n\r\n{',
    );
    server.emit('clientError', timeout(), await arrived);
    const { status, body } = parse(await answer);
    expect(status).toBe(408);
    expect(body).toMatchObject({ code: 'request.timed_out', request_id: 'mine' });
  });

  it('closes a connection that never sent a byte without a word', async () => {
    const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve));
    const { answer } = send('');
    server.emit('clientError', timeout(), await accepted);
    expect(await answer).toBe('');
  });

  it('writes nothing into a response that has begun', async () => {
    const arrived = new Promise((resolve) => server.once('request', resolve));
    const { client, answer } = send('GET /waits HTTP/1.1\r\nHost: x\r\n\r\n');
    await arrived;
    open[0]?.write('begun');
    await new Promise((resolve) => client.once('data', resolve));
    client.write('garbage\r\n\r\n');
    const text = await answer;
    expect(text).toContain('begun');
    expect(text).not.toContain('request.malformed');
  });

  it('destroys a connection that is reset, without an answer', async () => {
    const arrived = new Promise<Socket>((resolve) => server.once('request', (req) => resolve(req.socket)));
    const { answer } = send('GET /waits HTTP/1.1\r\nHost: x\r\n\r\n');
    server.emit('clientError', Object.assign(new Error('reset'), { code: 'ECONNRESET' }), await arrived);
    expect(await answer).toBe('');
  });

  it('answers a CONNECT with a typed 405 that names the methods there are, and serves nothing further', async () => {
    const { status, headers, body } = parse(
      await send(`CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n${NEXT}`).answer,
    );
    expect([status, headers.get('allow'), headers.get('connection')]).toEqual([
      405,
      'get, head, post',
      'close',
    ]);
    expect(body).toMatchObject({
      code: 'request.method_not_allowed',
      request_id: headers.get('x-request-id'),
    });
    expect(served).toEqual([]);
  });

  it('ends a connection without a word where a CONNECT comes behind a request that still runs', async () => {
    const arrived = new Promise((resolve) => server.once('request', resolve));
    const { client, answer } = send('GET /waits HTTP/1.1\r\nHost: x\r\n\r\n');
    await arrived;
    client.write('CONNECT x:1 HTTP/1.1\r\nHost: x:1\r\n\r\n');
    expect(await answer).toBe('');
  });

  it('ignores an expectation that it does not know', async () => {
    expect(
      await send('GET / HTTP/1.1\r\nHost: x\r\nExpect: magic\r\nConnection: close\r\n\r\n').answer,
    ).toMatch(/ 200 /);
  });

  it('leaves a missing Host header to the application', async () => {
    const answer = await send('GET / HTTP/1.1\r\nConnection: close\r\n\r\n').answer;
    expect(answer).toMatch(/^HTTP\/1\.1 400 [^]*x-request-id: [^]*"host" header/);
    expect(served).toEqual([]);
  });

  function timeout(): Error {
    return Object.assign(new Error('Request timeout'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
  }
});
