import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { readRequestBody } from './request-body.js';

const PIECES = 60_000;
const HEAD = 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n';
/** Node reads 64 KiB of a connection at a time, of which a piece of one byte takes six. */
const PIECES_OF_A_READ = Math.ceil((64 * 1024) / 6);

/** How many pieces came in each turn of the event loop, until the body was whole. */
async function readByTurns(request: IncomingMessage) {
  const turns = [0];
  let turn = setImmediate(function next() {
    turns.push(0);
    turn = setImmediate(next);
  });
  const body = readRequestBody(request, {
    maxBytes: PIECES,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  request.on('data', () => void (turns[turns.length - 1]! += 1));
  const text = (await body).toString();
  clearImmediate(turn);
  return { text, most: Math.max(...turns) };
}

describe('a body in pieces of one byte', () => {
  it('leaves other work its turn after each read, and comes whole, as does the next on its connection', async () => {
    const server = createServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').resume();
    for (let request = 0; request < 2; request += 1) {
      socket.write(`${HEAD}${'1\r\nx\r\n'.repeat(PIECES)}0\r\n\r\n`);
      const [incoming, response] = (await once(server, 'request')) as [IncomingMessage, ServerResponse];
      const { text, most } = await readByTurns(incoming);
      expect(text).toBe('x'.repeat(PIECES));
      expect(most).toBeLessThanOrEqual(PIECES_OF_A_READ);
      response.end();
    }
    socket.destroy();
    server.close();
  });
});
