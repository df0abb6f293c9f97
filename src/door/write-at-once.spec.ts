import { once } from 'node:events';
import { createServer, IncomingMessage, request, ServerResponse } from 'node:http';
import { Socket, type AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { garbageCollector } from '../common/testing/garbage-collector.js';
import { besideHead, dropHead, writeAtOnce } from './write-at-once.js';

/** What a socket hands to the system, one step after the other. */
function watchSteps(socket: Socket): string[] {
  const steps: string[] = [];
  for (const name of ['_write', '_writev'] as const) {
    const step = socket[name]?.bind(socket) as ((...args: unknown[]) => void) | undefined;
    Object.assign(socket, { [name]: (...args: unknown[]) => (steps.push(name), step?.(...args)) });
  }
  return steps;
}

/** A server that answers as it is told; resolves to the body, and to what `answer` returned. */
async function answered<T>(answer: (response: ServerResponse, steps: string[]) => T) {
  let told: T | undefined;
  const server = createServer((_request, response) => {
    told = answer(response, watchSteps(response.socket as Socket));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const asked = request({ port: (server.address() as AddressInfo).port, agent: false }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  const body = Buffer.concat(await response.toArray()).toString('latin1');
  server.close();
  return { body, told };
}

describe('writeAtOnce', () => {
  it('hands the head and the first bytes to the system in one step, and the end in none', async () => {
    const { body, told } = await answered((response, steps) => {
      response.writeHead(200, { 'content-length': '2' });
      writeAtOnce(response, besideHead(Buffer.from('\u00e9')));
      const before = [...steps];
      response.end();
      return { before, steps };
    });
    expect(Buffer.from(body, 'latin1').toString()).toBe('\u00e9');
    expect(told).toEqual({ before: ['_write'], steps: ['_write'] });
  });

  it('hands on what is large as it is', async () => {
    const bytes = Buffer.alloc(20 * 1024, 'x');
    expect(besideHead(bytes)).toBe(bytes);
    const { body } = await answered((response) => {
      response.writeHead(200, { 'content-length': bytes.length });
      writeAtOnce(response, bytes);
      response.end();
    });
    expect(body).toBe(bytes.toString());
  });

  it('tells when the system has a piece', async () => {
    const { told } = await answered((response) => {
      const written = new Promise<void>((resolve) =>
        writeAtOnce(response, Buffer.from('a'), () => resolve()),
      );
      response.end();
      return { written };
    });
    await expect(told?.written).resolves.toBeUndefined();
  });
});

const HEADS = 500;

const HEAD_BYTES = 8_000;

/** An answer whose beginning has gone out with its head. */
function begun(_none: unknown, at: number): ServerResponse {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  response.assignSocket(new Sink() as unknown as Socket);
  response.writeHead(200, ['x-long', String(at).padEnd(HEAD_BYTES, 'x')]);
  writeAtOnce(response, 'first');
  return response;
}

/** A connection that takes everything. */
class Sink extends Writable {
  override _write(_piece: unknown, _encoding: BufferEncoding, done: () => void): void {
    done();
  }
}

describe('dropHead', () => {
  const collect = garbageCollector();
  const heapBytes = () => {
    collect({ type: 'major', execution: 'sync' });
    return process.memoryUsage().heapUsed;
  };

  it('lets heads go that have gone out, with their letters', () => {
    const responses = Array.from({ length: HEADS }, begun);
    const before = heapBytes();
    for (const response of responses) dropHead(response);
    expect((before - heapBytes()) / HEADS).toBeGreaterThan(HEAD_BYTES / 2);
    expect(responses.every((response) => response.headersSent)).toBe(true);
  });

  it('leaves a head that is still to go out', async () => {
    const { body } = await answered((response) => {
      response.writeHead(200, { 'content-length': '2' });
      dropHead(response);
      response.end('ab');
    });
    expect(body).toBe('ab');
  });
});
