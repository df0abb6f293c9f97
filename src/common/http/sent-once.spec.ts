import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createUpstreamTransport, toUpstreamAddress } from './upstream-fetch.js';
import { WIDE_LIMITS } from './testing/upstream-limits.js';
import { sentOnce } from './sent-once.js';

const LARGE = Buffer.alloc(200 * 1024, 'é');

describe('a large body', () => {
  it('is let go as soon as it is taken', () => {
    const body = sentOnce(LARGE)!;
    expect(Object.values(body)).toContain(LARGE);
    const [first, ...others] = body;
    expect([first, others, body.byteLength]).toEqual([LARGE, [], LARGE.byteLength]);
    expect(Object.values(body)).not.toContain(LARGE);
  });

  it.each([undefined, '', 'small', Buffer.alloc(1_000)])('is none of these: %p', (body) => {
    expect(sentOnce(body)).toBeNull();
  });

  describe('to a server', () => {
    let server: Server;
    let url: string;
    const came: { headers: IncomingHttpHeaders; body: Buffer }[] = [];
    const transport = createUpstreamTransport(WIDE_LIMITS);
    beforeAll(async () => {
      server = createServer((request, response) => {
        const pieces: Buffer[] = [];
        request.on('data', (piece: Buffer) => pieces.push(piece));
        request.on('end', () => {
          came.push({ headers: request.headers, body: Buffer.concat(pieces) });
          response.end('{}');
        });
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    });
    afterAll(async () => {
      await transport.close();
      server.close();
    });

    it.each([LARGE, LARGE.toString(), Buffer.from('{}')])('goes as it is, with its length', async (body) => {
      const fetch = transport.fetchWithin();
      const headers = new Headers({ 'content-type': 'application/json' });
      await (await fetch(url, { method: 'POST', headers, body })).text();
      await new Promise<void>((resolve, reject) => {
        const exchange = fetch.begin!(toUpstreamAddress(url), ['content-type', 'application/json'], body);
        exchange.tell({ began: () => undefined, came: () => true, ended: resolve, failed: reject });
      });
      for (const { headers: sent, body: bytes } of came.splice(0)) {
        expect(bytes.equals(Buffer.from(body as string))).toBe(true);
        expect([sent['content-length'], sent['transfer-encoding']]).toEqual([
          String(Buffer.byteLength(body)),
          undefined,
        ]);
      }
    });
  });
});
