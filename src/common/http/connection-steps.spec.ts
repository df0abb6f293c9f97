import { once } from 'node:events';
import {
  createServer,
  IncomingMessage,
  ServerResponse,
  type IncomingHttpHeaders,
  type Server,
} from 'node:http';
import { connect, Socket, type AddressInfo } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import express from 'express';
import { ConnectionSteps } from './connection-steps.js';

/** Longer than any machine keeps a test waiting. */
const NEVER_MS = 600_000;
/** Short enough to pass soon; set once a test has come to where it may pass. */
const SOON_MS = 60;
const MAX_WAITING_REQUESTS = 3;

describe('ConnectionSteps', () => {
  let server: Server;
  let client: Socket;
  /** The server's end of the same connection. */
  let accepted: Socket;
  let stallTimeoutMs: number;
  let received: string;
  /** Answers that were begun and not ended, by their path. */
  let begun: Map<string, ServerResponse>;
  let arrival: () => void;

  beforeEach(async () => {
    stallTimeoutMs = NEVER_MS;
    begun = new Map();
    received = '';
    arrival = () => undefined;
    const steps = new ConnectionSteps({
      get stallTimeoutMs() {
        return stallTimeoutMs;
      },
      maxWaitingRequests: MAX_WAITING_REQUESTS,
      isUrgent: () => false,
    });
    const app = express();
    app.use((request, response, next) => steps.enter(request, response, next));
    app.use((request, response) => {
      begun.set(request.path, response);
      arrival();
    });
    server = createServer(app);
    steps.watch(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const accepting = once(server, 'connection');
    client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    client.on('error', () => undefined);
    client.on('data', (data) => (received += data.toString('latin1')));
    await once(client, 'connect');
    [accepted] = (await accepting) as [Socket];
  });

  afterEach(() => {
    client.destroy();
    return new Promise((resolve) => server.close(resolve).closeAllConnections());
  });

  /** By a reset as well, which it may see before it sees the end. */
  const closed = () => new Promise<void>((resolve) => client.once('close', () => resolve()));
  const stallSoon = () => {
    stallTimeoutMs = SOON_MS;
    accepted.setTimeout(SOON_MS);
  };
  const send = (...paths: string[]) =>
    client.write(paths.map((path) => `GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`).join(''));
  const arrived = (path: string) =>
    new Promise<void>((resolve) => {
      const look = () => void (begun.has(path) && resolve());
      arrival = look;
      look();
    });

  it('begins requests that were sent ahead one after the other, in their order', async () => {
    send('/1', '/2', '/3');
    await arrived('/1');
    expect([...begun.keys()]).toEqual(['/1']);
    begun.get('/1')?.end('one');
    await arrived('/2');
    expect([...begun.keys()]).toEqual(['/1', '/2']);
    begun.get('/2')?.end('two');
    await arrived('/3');
    begun.get('/3')?.end('three');
    while (!received.includes('three')) await once(client, 'data');
    expect(received.match(/one|two|three/g)).toEqual(['one', 'two', 'three']);
  });

  it('destroys a connection on which more requests wait than may, and begins none of them', async () => {
    send('/1', '/2', '/3', '/4', '/5');
    await closed();
    expect([...begun.keys()]).toEqual(['/1']);
  });

  it('has nothing made of what else came with the one request too many', async () => {
    let made = 0;
    server.on('request', () => (made += 1));
    send(...Array.from({ length: 1_000 }, () => '/'));
    await closed();
    expect(made).toBe(1 + MAX_WAITING_REQUESTS + 1);
  });

  it('goes on to the next request in another turn of the event loop', async () => {
    let turns = 0;
    const count = () => {
      turns += 1;
      counting = setImmediate(count);
    };
    let counting = setImmediate(count);
    const beganAt: number[] = [];
    server.removeAllListeners('request');
    const steps = new ConnectionSteps({
      stallTimeoutMs: NEVER_MS,
      maxWaitingRequests: 3,
      isUrgent: () => false,
    });
    server.on('request', (request, response) =>
      steps.enter(request, response, () => {
        beganAt.push(turns);
        response.end('done');
      }),
    );
    send('/1', '/2', '/3', '/4');
    while ((received.match(/done/g) ?? []).length < 4) await once(client, 'data');
    clearImmediate(counting);
    expect(new Set(beganAt).size).toBe(4);
  });

  it('goes on to the next requests of many connections a few in a turn', async () => {
    const steps = new ConnectionSteps({ stallTimeoutMs: 1, maxWaitingRequests: 1, isUrgent: () => false });
    const connections = Array.from({ length: 40 }, () => new Socket());
    let count = 0;
    const enter = (socket: Socket) => {
      const request = new IncomingMessage(socket);
      const response = new ServerResponse(request);
      steps.enter(request, response, () => (count += 1));
      return response;
    };
    const firsts = connections.map((socket) => enter(socket));
    for (let turn = 0; turn < 6; turn += 1) await nextTurn();
    for (const socket of connections) enter(socket);
    for (const response of firsts) response.emit('close');
    await nextTurn();
    expect(count).toBeLessThan(60);
    for (let turn = 0; turn < 6; turn += 1) await nextTurn();
    expect(count).toBe(80);
  });

  it('destroys a connection whose reader takes nothing', async () => {
    client.pause();
    send('/large');
    await arrived('/large');
    const response = begun.get('/large')!;
    stallSoon();
    response.write(Buffer.alloc(16 * 1024 * 1024));
    await once(response, 'close');
    expect(response.writableFinished).toBe(false);
  });

  it('lets a connection be quiet for any time while its answer is worked on', async () => {
    send('/slow');
    await arrived('/slow');
    stallSoon();
    for (let round = 0; round < 3; round += 1) await once(accepted, 'timeout');
    begun.get('/slow')?.end('done');
    while (!received.includes('done')) await once(client, 'data');
    expect(received).toContain('200 OK');
  });

  it('does not take a caller for quiet whose request came while the process was held up', async () => {
    stallSoon();
    send('/a');
    await new Promise((resolve) => process.nextTick(resolve)); // it is on its way
    heldUp(2 * SOON_MS);
    await Promise.race([arrived('/a'), closed()]);
    expect([begun.has('/a'), client.destroyed]).toEqual([true, false]);
  });

  it('closes a connection that stays idle behind an answer', async () => {
    server.keepAliveTimeout = 20;
    send('/1');
    await arrived('/1');
    begun.get('/1')?.end('one');
    await closed();
    expect(received).toContain('one');
  });

  it('begins a few of many requests in a turn, with a body or without, and waits for none of them with urgent ones', async () => {
    const steps = new ConnectionSteps({
      stallTimeoutMs: 1,
      maxWaitingRequests: 1,
      isUrgent: ({ url }) => url === '/urgent',
    });
    let count = 0;
    const enter = (headers: IncomingHttpHeaders, url = '/') => {
      const request = Object.assign(new IncomingMessage(new Socket()), { headers, url });
      const response = new ServerResponse(request);
      steps.enter(request, response, () => (count += 1));
      return response;
    };
    const responses = Array.from({ length: 40 }, (_, at) => enter(at % 2 ? { 'content-length': '9' } : {}));
    const atOnce = count;
    expect(atOnce).toBeLessThan(20);
    enter({}, '/urgent');
    expect(count).toBe(atOnce + 1);
    for (let turn = 0; turn < 6; turn += 1) await nextTurn();
    expect(count).toBe(41);
    for (const response of responses) response.emit('close');
    enter({});
    expect(count).toBe(42);
  });

  it('begins a few of many urgent requests in a turn', async () => {
    const steps = new ConnectionSteps({ stallTimeoutMs: 1, maxWaitingRequests: 1, isUrgent: () => true });
    let count = 0;
    for (let at = 0; at < 40; at += 1) {
      const request = new IncomingMessage(new Socket());
      steps.enter(request, new ServerResponse(request), () => (count += 1));
    }
    expect(count).toBeLessThan(20);
    for (let turn = 0; turn < 6; turn += 1) await nextTurn();
    expect(count).toBe(40);
  });
});

/** For so long, in milliseconds, this process does nothing else. */
function heldUp(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
