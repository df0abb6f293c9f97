import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OtlpSender } from './otlp-sender.js';

const BATCH = { bytes: Uint8Array.of(1, 2, 3), spans: 3 };
/** ExportTraceServiceResponse { partial_success { rejected_spans = 2 } } */
const TWO_REJECTED = Uint8Array.of(0x0a, 2, 0x08, 2);

describe('OtlpSender', () => {
  let server: Server;
  let sender: OtlpSender;
  let requests = 0;
  const open = async (answer: (response: ServerResponse) => void, timeoutMs = 5_000) => {
    requests = 0;
    server = createServer((request, response) => {
      requests += 1;
      request.resume().once('end', () => answer(response));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`;
    sender = new OtlpSender({ url, headers: {}, compression: 'none', timeoutMs, connection: {} });
  };
  afterEach(() => {
    sender.drop();
    server.closeAllConnections();
    server.close();
  });

  it.each<readonly [string, number, (response: ServerResponse) => void, number | null]>([
    ['takes a batch', 0, (response) => response.end(), null],
    ['takes a batch but for two', 2, (response) => response.end(TWO_REJECTED), null],
    ['answers what is no protobuf', 0, (response) => response.end('{"partialSuccess":{}}'), null],
    ['refuses it', 3, (response) => response.writeHead(400).end('canary'), null],
    [
      'has no time for longer than a batch may take',
      3,
      (response) => response.writeHead(429, { 'retry-after': '60' }).end(),
      60_000,
    ],
    ['has none either', 3, (response) => response.writeHead(503, { 'retry-after': '90' }).end(), 90_000],
    [
      'means no time by what it says',
      3,
      (response) => response.writeHead(400, { 'retry-after': '60' }).end(),
      null,
    ],
  ])('asks a collector once that %s', async (_case, failed, answer, retryAfterMs) => {
    await open(answer);
    const outcome = { failed, retryAfterMs };
    expect([await sender.send(BATCH), requests]).toEqual([outcome, 1]);
  });

  describe('where the collector cannot now', () => {
    const waits: number[] = [];
    beforeEach(() => {
      const { setTimeout } = globalThis;
      waits.length = 0;
      // a second becomes a millisecond; what is shorter is as long as it is
      jest.spyOn(globalThis, 'setTimeout').mockImplementation((work: () => void, ms = 0) => {
        waits.push(ms);
        return setTimeout(work, ms < 5_000 ? ms / 1_000 : ms);
      });
    });
    afterEach(() => jest.restoreAllMocks());

    it.each([
      ['for a second', '1'],
      ['for no time', '0'],
      ['for less than none', '-5'],
      ['for part of a second', '0.4'],
      ['until a time that is over', 'Wed, 21 Oct 2015 07:28:00 GMT'],
      ['for what is no time', 'soon'],
      ['without a word', undefined],
    ])('asks again behind waits, though it asks %s', async (_case, retryAfter) => {
      await open((response) => {
        if (requests < 3)
          response.writeHead(503, retryAfter === undefined ? {} : { 'retry-after': retryAfter }).end();
        else response.end();
      });
      expect([await sender.send(BATCH), requests]).toEqual([{ failed: 0, retryAfterMs: null }, 3]);
      // the exporter's own, one for each time it asks again: a second, and half as much again, give or take a fifth
      expect(waits.filter((ms) => ms >= 800 && ms < 2_000)).toHaveLength(2);
    });
  });

  it.each<readonly [string, (response: ServerResponse) => void]>([
    ['never answers', () => undefined],
    ['resets the connection', (response) => response.destroy()],
    [
      'answers without an end',
      (response) => {
        const drip = setInterval(() => response.write('x'), 1);
        response.once('close', () => clearInterval(drip));
      },
    ],
  ])(
    'gives up on a batch in time where the collector %s, and lets its connection go',
    async (_case, answer) => {
      await open(answer, 250);
      expect(await sender.send(BATCH)).toEqual({ failed: 3, retryAfterMs: null });
      const connections = () =>
        new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count)));
      while ((await connections()) > 0) await new Promise((resolve) => setImmediate(resolve));
      expect(await connections()).toBe(0);
    },
  );
});
