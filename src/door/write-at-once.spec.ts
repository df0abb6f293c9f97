import { once } from 'node:events';
import { createServer, IncomingMessage, request, ServerResponse } from 'node:http';
import { Socket, type AddressInfo } from 'node:net';
import { garbageCollector } from '../common/testing/garbage-collector.js';
import { besideHead, joinHead, writeAtOnce } from './write-at-once.js';

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

/** The head of an answer, put together and not sent. */
function headed(): ServerResponse {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  const headers = Array.from({ length: 20 }, (_, at) => `x-header-${at}`);
  return response.writeHead(200, headers);
}

describe('joinHead', () => {
  it('lets the pieces of heads go that are kept', () => {
    const collect = garbageCollector();
    const responses = Array.from({ length: HEADS }, headed);
    const heapBytes = () => {
      collect({ type: 'major', execution: 'sync' });
      return process.memoryUsage().heapUsed;
    };
    const before = heapBytes();
    for (const response of responses) joinHead(response);
    expect((before - heapBytes()) / HEADS).toBeGreaterThan(500);
    expect(responses.every((response) => response.headersSent)).toBe(true);
  });
});
