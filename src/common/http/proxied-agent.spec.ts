import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { WIDE_LIMITS } from './testing/upstream-limits.js';
import { brokeInSending, causeCodes, transportFault } from './transport-errors.js';
import { createUpstreamTransport, type UpstreamLimits, type UpstreamTransport } from './upstream-fetch.js';

const SOON_MS = 50;

/** Known to no proxy but that of these tests. */
const HOST = 'provider.test';

/** More than a system takes for somebody who reads nothing. */
const LARGE = Buffer.alloc(12 * 1024 * 1024, 'a');

const BEGUN = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{';

describe('a provider behind a proxy', () => {
  let proxy: Server;
  /** What the proxy does once it has heard the beginning of a request. */
  let answer: (socket: Socket) => void;
  let transport: UpstreamTransport | null;

  beforeEach(async () => {
    transport = null;
    proxy = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => answer(socket));
    }).listen(0, '127.0.0.1');
    await once(proxy, 'listening');
  });
  afterEach(async () => {
    await transport?.close();
    await new Promise((resolve) => proxy.close(resolve));
  });

  async function failureOf(scheme: string, body: string | Buffer, own: Partial<UpstreamLimits> = {}) {
    const httpProxy = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    transport = createUpstreamTransport(
      { ...WIDE_LIMITS, ...own },
      { usesHttp2: false, httpProxy, httpsProxy: '', noProxy: '' },
    );
    const sent = transport.fetchWithin()(`${scheme}://${HOST}/`, { method: 'POST', body });
    const error: unknown = await sent.then((came) => came.text()).then(String, (failure: unknown) => failure);
    return { fault: transportFault(error), wasNotSent: brokeInSending(error), codes: causeCodes(error) };
  }

  it('that keeps silent has as long as any other', async () => {
    answer = () => undefined;
    const { fault } = await failureOf('http', 'a request', { firstByteTimeoutMs: SOON_MS });
    expect(fault).toBe('first-byte-timeout');
  });

  it('that stops in the midst of an answer has as long as any other', async () => {
    answer = (socket) => socket.write(BEGUN);
    const { fault } = await failureOf('http', 'a request', { idleTimeoutMs: SOON_MS });
    expect(fault).toBe('idle-timeout');
  });

  it('that resets before it has all of a request is known to have had none', async () => {
    answer = (socket) => socket.resetAndDestroy();
    expect(await failureOf('http', LARGE)).toMatchObject({ fault: 'reset', wasNotSent: true });
  });

  it.each([
    ['refuses a tunnel', (socket: Socket) => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')],
    ['wants a password for a tunnel', (socket: Socket) => socket.end('HTTP/1.1 407 Who Are You\r\n\r\n')],
    ['resets in place of a tunnel', (socket: Socket) => socket.resetAndDestroy()],
    ['closes in place of a tunnel', (socket: Socket) => socket.end()],
    ['speaks no HTTP', (socket: Socket) => socket.end('hello there\r\n\r\n')],
    ['never opens a tunnel', () => undefined],
  ])('that %s is not reached, and had nothing', async (_how, does) => {
    answer = does;
    expect(await failureOf('https', 'a request', { connectTimeoutMs: SOON_MS })).toMatchObject({
      fault: 'unreachable',
      wasNotSent: true,
    });
  });

  it.each([
    ['at once', 'Proxy-Authenticate: Basic\r\n\r\n'],
    ['at length', `Content-Length: ${LARGE.length}\r\n\r\n${'a'.repeat(64 * 1024)}`],
  ])('is not reached where its proxy wants a password, and says so %s', async (_how, said) => {
    answer = (socket) => socket.write(`HTTP/1.1 407 Who Are You\r\n${said}`);
    const { fault, codes } = await failureOf('http', 'a request');
    expect([fault, codes[0]]).toEqual(['unreachable', 'UND_ERR_PRX_CONN']);
  });
});
