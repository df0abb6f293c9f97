import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { sendRaw, sendRawInParts, uploadUntilRefused } from './raw-http.js';
import type { RunningGateway } from './start-gateway.js';

describe('a raw request whose connection is reset', () => {
  let server: Server;
  let gateway: RunningGateway;
  beforeAll(async () => {
    server = createServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    gateway = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` } as RunningGateway;
  });
  afterAll(() => void server.close());

  it.each([
    ['at once', () => sendRaw(gateway, 'x')],
    ['in parts', () => sendRawInParts(gateway, 'x', () => Promise.resolve(), 'y')],
    ['on and on', () => uploadUntilRefused(gateway, 'x', Buffer.alloc(65_536))],
  ])('has no answer: sent %s', async (_how, send) => {
    expect(await send()).toEqual([]);
  });
});
