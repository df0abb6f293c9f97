import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type * as undici from 'undici';
import { createUpstreamTransport } from './upstream-fetch.js';
import { WIDE_LIMITS } from './testing/upstream-limits.js';

/** Of the transport's own files: the index of undici has others. */
const Client = require('undici/lib/dispatcher/client.js') as typeof undici.Client;

const CROWD = 20;

describe('connections to a provider', () => {
  let server: Server;
  let waiting: ServerResponse[];
  let connections = 0;
  const transport = createUpstreamTransport(WIDE_LIMITS);
  afterEach(() => jest.restoreAllMocks());
  beforeAll(async () => {
    waiting = [];
    // All of a crowd are answered together, so that each needs a connection.
    server = createServer((request, response) => {
      if (request.url === '/once') response.end('once');
      else if (waiting.push(response) === CROWD) waiting.slice(1).forEach((one) => one.end('crowd'));
    });
    server.on('connection', () => (connections += 1));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    await transport.close();
    server.close();
  });

  it('go five minutes after a crowd, but for those that are at work', async () => {
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const fetch = transport.fetchWithin();
    const ask = async (path: string) => (await fetch(`${origin}${path}`)).text();
    const asked = Array.from({ length: CROWD }, () => ask('/crowd'));
    const answered = asked.map((one) => one.then(() => 'answered'));
    let count = 0;
    await new Promise<void>((resolve) => {
      for (const one of answered) void one.then(() => (count += 1) === CROWD - 1 && resolve());
    });
    expect(connections).toBe(CROWD);
    const retired = jest.spyOn(Client.prototype, 'close');
    const nowMs = Date.now();
    jest.spyOn(Date, 'now').mockImplementation(() => nowMs + 300_001);
    expect(await ask('/once')).toBe('once');
    expect(retired).toHaveBeenCalledTimes(CROWD);
    waiting[0]?.end('held');
    expect(await Promise.all(asked)).toEqual(expect.arrayContaining(['held', 'crowd']));
  });
});
