import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { connectToUpstream } from './connect-to-upstream.js';
import { WIDE_LIMITS } from './testing/upstream-limits.js';
import { brokeInSending, transportFault } from './transport-errors.js';
import { createUpstreamTransport, type UpstreamTransport } from './upstream-fetch.js';

const WORDS = '{"error":{"message":"slow down"}}';
const ANSWER = `HTTP/1.1 429 Too Many Requests\r\ncontent-length: ${WORDS.length}\r\n\r\n${WORDS}`;
/** More than a system takes for somebody who reads nothing. */
const LARGE = Buffer.alloc(12 * 1024 * 1024, 'a');

const SOON_MS = 50;

describe('a connection to a provider', () => {
  let server: Server;
  let address: { readonly hostname: string; readonly port: string; readonly protocol: string };
  let accept: (socket: Socket) => void;
  let transport: UpstreamTransport;

  beforeEach(async () => {
    server = createServer({ pauseOnConnect: true }, (socket) => {
      socket.on('error', () => undefined);
      accept(socket);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const port = String((server.address() as AddressInfo).port);
    address = { hostname: '127.0.0.1', port, protocol: 'http:' };
    transport = createUpstreamTransport(WIDE_LIMITS);
  });
  afterEach(async () => {
    await transport.close();
    await new Promise((resolve) => server.close(resolve));
  });

  const url = () => `http://127.0.0.1:${address.port}`;
  const send = (body: string | Buffer, own = {}) =>
    transport.fetchWithin(own)(url(), { method: 'POST', body });
  const failureOf = (sent: Promise<unknown>) =>
    sent.then(
      () => null,
      (error: unknown) => error,
    );

  /** Both ends, with bytes on their way that the provider has not read. */
  async function connected(): Promise<{ client: Socket; provider: Socket }> {
    const accepted = new Promise<Socket>((resolve) => void (accept = resolve));
    const client = await new Promise<Socket>((resolve, reject) => {
      connectToUpstream({})(address, (...[error, socket]) => (error ? reject(error) : resolve(socket)));
    });
    await new Promise((resolve) => client.write('a request', resolve));
    return { client, provider: await accepted };
  }

  it('keeps what it has read when others are read', async () => {
    const [one, other] = [await connected(), await connected()];
    const pieces: Buffer[] = [];
    const arrived = (client: Socket) =>
      new Promise<void>((resolve) =>
        client.once('data', (piece: Buffer) => {
          pieces.push(piece);
          resolve();
        }),
      );
    const first = arrived(one.client);
    one.provider.write('of the first');
    await first;
    const second = arrived(other.client);
    other.provider.write('of the other one');
    await second;
    expect(pieces.map(String)).toEqual(['of the first', 'of the other one']);
    for (const { client, provider } of [one, other])
      for (const socket of [client, provider]) socket.destroy();
  });

  it('keeps little memory for a small piece that somebody keeps', async () => {
    const { client, provider } = await connected();
    const kept: Buffer[] = [];
    for (let time = 0; time < 40; time += 1) {
      const arrived = once(client, 'data');
      provider.write('a piece'.repeat(100));
      const [piece] = (await arrived) as [Buffer];
      if (time % 13 === 0) kept.push(piece);
    }
    for (const socket of [client, provider]) socket.destroy();
    expect(kept.map(String)).toEqual(kept.map(() => 'a piece'.repeat(100)));
    expect(Math.max(...kept.map(({ buffer }) => buffer.byteLength))).toBeLessThanOrEqual(8 * 1024);
  });

  it('brings large pieces whole, and no more of them than its reader takes', async () => {
    const { client, provider } = await connected();
    const sent = Buffer.from(Array.from({ length: 3_000_000 }, (_, at) => at % 251));
    provider.end(sent);
    await once(client, 'readable');
    // Nothing is read beyond what it holds for its reader, and a read that is under way.
    expect(client.readableLength).toBeLessThanOrEqual(2 * 64 * 1024);
    const read: Buffer[] = [];
    for await (const piece of client) read.push(piece as Buffer);
    expect(Buffer.concat(read).equals(sent)).toBe(true);
    provider.destroy();
  });

  it('is read to its end though a write failed before', async () => {
    const { client, provider } = await connected();
    const happened: string[] = [];
    client.on('data', (piece: Buffer) => happened.push(piece.toString()));
    client.on('error', ({ message }) => happened.push(message));
    const closed = new Promise((resolve) => client.once('close', resolve));
    provider.write(ANSWER);
    // Closed with something unread: all that the other side still sends is refused.
    provider.destroy();
    client.write('the rest of the request');
    await closed;
    expect(happened).toEqual([ANSWER, expect.stringMatching(/^write (EPIPE|ECONNRESET)$/)]);
  });

  it('that is gone with nothing said fails with the write that failed', async () => {
    const { client, provider } = await connected();
    const failed = once(client, 'error');
    provider.destroy();
    client.write('the rest of the request');
    const [error] = (await failed) as [Error];
    expect(error.message).toMatch(/^write (EPIPE|ECONNRESET)$/);
    expect(brokeInSending(error)).toBe(true);
  });

  it.each([
    ['resets', (socket: Socket) => void socket.resetAndDestroy()],
    ['ends', (socket: Socket) => void socket.destroy()],
  ])('that %s before it has all of a request is known to have had none', async (_how, end) => {
    accept = (socket) => {
      socket.once('data', () => end(socket));
      socket.resume();
    };
    const error = await failureOf(send(LARGE));
    expect([transportFault(error), brokeInSending(error)]).toEqual(['reset', true]);
  });

  it('that resets behind a whole request may have worked on it', async () => {
    accept = (socket) => {
      socket.once('data', () => socket.resetAndDestroy());
      socket.resume();
    };
    const error = await failureOf(send('a request'));
    expect([transportFault(error), brokeInSending(error)]).toEqual(['reset', false]);
  });

  it('that is not read in time is known to have brought no request', async () => {
    let provider: Socket | undefined;
    accept = (socket) => void (provider = socket);
    const error = await failureOf(send(LARGE, { firstByteTimeoutMs: SOON_MS }));
    expect([transportFault(error), brokeInSending(error)]).toEqual(['first-byte-timeout', true]);
    provider?.destroy();
  });

  it('that is reset in its handshake has brought no request', async () => {
    accept = (socket) => {
      socket.once('data', () => socket.resetAndDestroy());
      socket.resume();
    };
    const sent = transport.fetchWithin()(url().replace('http', 'https'), { method: 'POST', body: 'a' });
    const error = await failureOf(sent);
    expect([transportFault(error), brokeInSending(error)]).toEqual(['reset', true]);
  });
});
