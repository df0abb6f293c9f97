import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { AnswerBrokenError } from './upstream-answer.js';
import { transportFault } from './transport-errors.js';
import { createUpstreamTransport, type UpstreamFetch, type UpstreamTransport } from './upstream-fetch.js';

const asItIs = (text: string) => Buffer.from(text);

type Respond = (response: ServerResponse, request: IncomingMessage) => void;

const LIMITS = {
  connectTimeoutMs: 5_000,
  firstByteTimeoutMs: 5_000,
  idleTimeoutMs: 5_000,
  maxAnswerBytes: 1_000_000,
  maxWholeAnswerBytes: 1_000_000,
  maxAnswerValues: 100_000,
};

describe('createUpstreamTransport', () => {
  let respond: Respond;
  let server: Server;
  let url: string;
  let transport: UpstreamTransport;
  let fetch: UpstreamFetch;

  beforeAll(async () => {
    server = createServer((request, response) => {
      request.resume();
      request.once('end', () => respond(response, request));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    transport = createUpstreamTransport(LIMITS);
    fetch = transport.fetchWithin();
  });

  afterAll(async () => {
    await transport.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const textOf = async (signal?: AbortSignal) => (await fetch(url, { signal: signal ?? null })).text();

  it('sends method, path, query, headers and body, and no header of its own', async () => {
    const asked: { line: string; headers: object; body: string }[] = [];
    respond = (response, { method, url: path, headers }) => {
      asked.push({ line: `${method} ${path}`, headers, body: '' });
      response.end('{}');
    };
    const init = { method: 'POST', headers: new Headers({ 'X-Team': 'blue' }), body: '{"a":1}' };
    const answer = await fetch(`${url}/v1/chat?alt=sse`, init);
    expect(await answer.text()).toBe('{}');
    expect(asked).toEqual([
      {
        line: 'POST /v1/chat?alt=sse',
        headers: { host: url.slice(7), connection: 'keep-alive', 'content-length': '7', 'x-team': 'blue' },
        body: '',
      },
    ]);
  });

  it('tells status and headers, one that comes twice among them', async () => {
    respond = (response) => {
      response.writeHead(429, [
        ['Retry-After', '7'],
        ['X-Twice', 'a'],
        ['X-Twice', 'b'],
        ['X-Odd', 'Grüße'],
      ]);
      response.end('slow down');
    };
    const answer = await fetch(url);
    expect(answer).toMatchObject({ ok: false, status: 429 });
    expect(['retry-after', 'x-twice', 'x-odd'].map((name) => answer.headers.get(name))).toEqual([
      '7',
      'a, b',
      'Grüße',
    ]);
    expect(await answer.text()).toBe('slow down');
  });

  it('waits for the answer behind what comes before it', async () => {
    respond = (response) => {
      response.writeEarlyHints({ link: '</style.css>; rel=preload' });
      response.end('whole');
    };
    expect(await textOf()).toBe('whole');
  });

  it('does not follow a redirect', async () => {
    let count = 0;
    respond = (response) => {
      count += 1;
      response.writeHead(307, { location: `${url}/elsewhere` }).end();
    };
    const answer = await fetch(url, { headers: new Headers({ authorization: 'Bearer canary' }) });
    expect([answer.status, await answer.text(), count]).toEqual([307, '', 1]);
  });

  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['GZIP', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
    ['identity', asItIs],
    ['none', asItIs],
    ['UTF-8', asItIs],
    ['utf8', asItIs],
  ])('unpacks %s, which it did not ask for', async (coding, pack) => {
    respond = (response, { headers }) => {
      expect(headers['accept-encoding']).toBeUndefined();
      response.writeHead(200, { 'content-encoding': coding }).end(pack('{"text":"Grüße"}'));
    };
    expect(await textOf()).toBe('{"text":"Grüße"}');
  });

  it.each([
    ['an unknown coding', 'lzma', Buffer.from('x')],
    ['two codings', 'gzip, gzip', gzipSync(gzipSync('x'))],
    ['other bytes than its coding says', 'gzip', Buffer.from('no gzip')],
    ['half of what was packed', 'gzip', gzipSync('x'.repeat(1000)).subarray(0, 12)],
  ])('fails to read an answer in %s', async (_, coding, bytes) => {
    respond = (response) => response.writeHead(200, { 'content-encoding': coding }).end(bytes);
    await expect(textOf()).rejects.toThrow(AnswerBrokenError);
  });

  it('counts an answer as it is unpacked', async () => {
    respond = (response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(1_000_001)));
    await expect(textOf()).rejects.toThrow('more than 1000000 bytes');
  });

  it('reads what came before the connection broke, and then tells', async () => {
    respond = (response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('first', () => response.destroy());
    };
    const answer = await fetch(url);
    expect(String(Buffer.from((await answer.read()) ?? []))).toBe('first');
    const failure: unknown = await answer.read().catch((error: unknown) => error);
    expect([failure instanceof AnswerBrokenError, transportFault(failure)]).toEqual([true, 'cut-short']);
  });

  it.each<[string, Respond, string]>([
    ['is reset', (response) => void response.socket?.resetAndDestroy(), 'reset'],
    ['speaks no HTTP', (response) => void response.socket?.end('SSH-2.0-OpenSSH_9\r\n'), 'unreadable'],
  ])('rejects where the connection %s', async (_, answer, fault) => {
    respond = answer;
    const failure: unknown = await fetch(url).catch((error: unknown) => error);
    expect(transportFault(failure)).toBe(fault);
  });

  describe('given a signal', () => {
    const reason = new Error('the caller has left');

    /** Resolves as the upstream sees the connection end. */
    const closing = (begin: Respond) =>
      new Promise<void>((resolve) => {
        respond = (response, request) => {
          response.once('close', resolve);
          begin(response, request);
        };
      });

    it('sends nothing where it has been aborted before', async () => {
      let count = 0;
      respond = () => (count += 1);
      await expect(textOf(AbortSignal.abort(reason))).rejects.toBe(reason);
      expect(count).toBe(0);
    });

    it('ends the connection before the answer', async () => {
      const controller = new AbortController();
      const closed = closing(() => controller.abort(reason));
      await expect(textOf(controller.signal)).rejects.toBe(reason);
      await closed;
    });

    it('ends the connection in the middle of the answer, for a reader who waits and one who comes later', async () => {
      const controller = new AbortController();
      const closed = closing((response) => response.write('first'));
      const answer = await fetch(url, { signal: controller.signal });
      await answer.read();
      const waiting = answer.read();
      controller.abort(reason);
      await expect(waiting).rejects.toBe(reason);
      await expect(answer.read()).rejects.toBe(reason);
      await closed;
    });

    it('ends a connection that is not yet there', async () => {
      const controller = new AbortController();
      const answer = fetch('http://192.0.2.1/', { signal: controller.signal });
      controller.abort(reason);
      await expect(answer).rejects.toBe(reason);
    });

    it('leaves nothing on the signal of a call that is over', async () => {
      const controller = new AbortController();
      const remove = jest.spyOn(controller.signal, 'removeEventListener');
      respond = (response) => response.end('{}');
      await textOf(controller.signal);
      expect(remove).toHaveBeenCalledTimes(1);
    });
  });

  it('ends the connection, and the reading, when its reader leaves', async () => {
    const closed = new Promise<void>((resolve) => {
      respond = (response) => {
        response.once('close', resolve);
        response.write('first');
      };
    });
    const answer = await fetch(url);
    await answer.read();
    const waiting = answer.read();
    answer.cancel();
    expect([await waiting, await answer.read()]).toEqual([null, null]);
    await closed;
  });

  it('counts the time to the first byte on, whatever comes before the answer', async () => {
    respond = (response) => {
      const hint = () => {
        if (response.destroyed) return;
        response.writeProcessing();
        setTimeout(hint, 20);
      };
      hint();
    };
    const own = transport.fetchWithin({ firstByteTimeoutMs: 100 });
    const failure: unknown = await own(url).catch((error: unknown) => error);
    expect(transportFault(failure)).toBe('first-byte-timeout');
  });

  it('reads a large answer that comes byte by byte', async () => {
    const text = '{"text":"Grüße"}'.repeat(2_000);
    respond = (response) => {
      response.writeHead(200);
      for (const byte of Buffer.from(text)) response.write(Buffer.of(byte));
      response.end();
    };
    expect(await textOf()).toBe(text);
  });

  it('uses a connection again after a whole answer', async () => {
    const ports = new Set<number | undefined>();
    respond = (response) => {
      ports.add(response.socket?.remotePort);
      response.end('{}');
    };
    const own = transport.fetchWithin();
    for (let count = 0; count < 3; count += 1) {
      await (await own(url)).text();
      // undici puts a connection back in a turn of its own
      await new Promise(setImmediate);
    }
    expect(ports.size).toBe(1);
  });
});
