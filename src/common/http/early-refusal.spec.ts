import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import express from 'express';
import type { Clock } from '../clock.js';
import { toGatewayError } from '../errors.js';
import { LINGER_LIMITS } from './early-refusal.js';
import { jsonBody } from './json-body.middleware.js';

const MIB = 1024 * 1024;
const HEAD = 'POST / HTTP/1.1\r\nHost: x\r\n';

/** Moves only when told to; keeps the one timer that is set. */
class ManualClock implements Clock {
  private timer: { dueMs: number; callback: () => void } | null = null;
  private timeMs = 0;
  nowMs = () => this.timeMs;
  monotonicMs = () => this.timeMs;
  setTimer = (delayMs: number, callback: () => void) => {
    this.timer = { dueMs: this.timeMs + delayMs, callback };
    return () => void (this.timer = null);
  };
  get hasTimer(): boolean {
    return this.timer !== null;
  }
  advance(ms: number): void {
    this.timeMs += ms;
    const due = this.timer;
    if (due === null || due.dueMs > this.timeMs) return;
    this.timer = null;
    due.callback();
  }
}

const render: express.ErrorRequestHandler = (error, _req, res, _next) => {
  res.status(toGatewayError(error).httpStatus).json({});
};

describe('an answer to a request that is still being uploaded', () => {
  let server: Server;
  let clock: ManualClock;
  let servedCount: number;

  beforeEach(async () => {
    clock = new ManualClock();
    servedCount = 0;
    const app = express();
    app.use(jsonBody({ maxBytes: MIB, maxDepth: 4, maxValues: 1000 }, { clock }));
    app.use((_req, res) => void res.json({ served: (servedCount += 1) }));
    app.use(render);
    server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterEach(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));

  /** Writes everything before it reads anything; resolves with what it got and whether the connection was reset. */
  function upload(
    head: string,
    body: Buffer = Buffer.alloc(0),
  ): Promise<{ text: string; error: string | null }> {
    return new Promise((resolve) => {
      let text = '';
      let error: string | null = null;
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
      socket.on('error', (failure: NodeJS.ErrnoException) => (error = failure.code ?? failure.message));
      socket.on('close', () => resolve({ text, error }));
      socket.on('end', () => socket.end());
      socket.write(head);
      socket.write(body, () => socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk)));
    });
  }

  /** Sends `head`, waits for the whole answer and for the server to start lingering; both ends of the connection. */
  async function openRefused(head: string): Promise<{ client: Socket; accepted: Socket }> {
    const connected = new Promise<Socket>((resolve) => server.once('connection', resolve));
    const client = connect({
      port: (server.address() as AddressInfo).port,
      host: '127.0.0.1',
      allowHalfOpen: true,
    });
    client.on('error', () => client.destroy());
    client.write(head);
    await new Promise((resolve) => client.resume().once('end', resolve));
    const accepted = await connected;
    expect(clock.hasTimer).toBe(true);
    return { client, accepted };
  }

  const closed = (socket: Socket) => new Promise<void>((resolve) => socket.once('close', () => resolve()));

  it('reaches each of many clients that write 27 MiB before they read', async () => {
    const body = Buffer.alloc(27 * MIB, 'x');
    const head = `${HEAD}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
    const answers = await Promise.all(Array.from({ length: 6 }, () => upload(head, body)));
    for (const { text, error } of answers) {
      expect(text).toMatch(/^HTTP\/1\.1 413 /);
      expect(text).toMatch(/\r\nConnection: close\r\n/);
      expect(text).toMatch(/\{\}$/);
      expect(error).toBeNull();
    }
  });

  it('ends the connection: a second request on it is not processed', async () => {
    const second = 'GET /second HTTP/1.1\r\nHost: x\r\n\r\n';
    const { text } = await upload(`${HEAD}Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}${second}`);
    expect(text.match(/HTTP\/1\.1 /g)).toEqual(['HTTP/1.1 ']);
    expect(text).toMatch(/^HTTP\/1\.1 415 /);
    expect(servedCount).toBe(0);
  });

  it('keeps the connection when the request has no body to wait for', async () => {
    const { text } = await upload(`${HEAD}\r\n${HEAD}Connection: close\r\n\r\n`);
    expect(text.match(/HTTP\/1\.1 415 /g)).toHaveLength(2);
  });

  describe('and a client that keeps the connection open', () => {
    const endless = `${HEAD}Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n`;

    it('is cut off when it sends nothing for a while', async () => {
      const { client, accepted } = await openRefused(endless);
      clock.advance(LINGER_LIMITS.quietMs);
      await closed(accepted);
      expect(clock.hasTimer).toBe(false);
      client.destroy();
    });

    it('is cut off at last although it never stops sending', async () => {
      const { client, accepted } = await openRefused(endless);
      for (let passedMs = 0; passedMs < LINGER_LIMITS.totalMs; passedMs += LINGER_LIMITS.quietMs) {
        expect(accepted.destroyed).toBe(false);
        client.write('x');
        const bytesBefore = accepted.bytesRead;
        while (accepted.bytesRead === bytesBefore) await nextTurn();
        clock.advance(LINGER_LIMITS.quietMs);
      }
      expect(accepted.destroyed).toBe(true);
      client.destroy();
    });

    it('is cut off after too many bytes', async () => {
      const { client, accepted } = await openRefused(endless);
      client.write(Buffer.alloc(LINGER_LIMITS.maxBytes + MIB));
      await closed(accepted);
      expect(accepted.bytesRead).toBeLessThan(LINGER_LIMITS.maxBytes + MIB);
      client.destroy();
    });

    it('leaves no timer behind when it goes by itself', async () => {
      const { client, accepted } = await openRefused(endless);
      client.end();
      await closed(accepted);
      expect(clock.hasTimer).toBe(false);
    });
  });
});
