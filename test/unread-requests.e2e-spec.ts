import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const WORDS = JSON.stringify({
  error: { message: 'slow down', type: 'requests', code: 'rate_limit_exceeded' },
});
const REFUSAL = `HTTP/1.1 429 Too Many Requests\r\ncontent-type: application/json\r\ncontent-length: ${WORDS.length}\r\n\r\n${WORDS}`;
const WHO =
  'HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic\r\ncontent-length: 0\r\n\r\n';
const MEBIBYTE = 1024 * 1024;
/** More than a system takes for somebody who reads nothing. */
const LARGE = 'a word'.repeat((3 * MEBIBYTE) / 2);

/**
 * It reads the beginning of a request, says its words, if it has any, and closes. In a thread of its own, so that it does so at any
 * moment of the gateway's sending.
 */
const PROVIDER = `
  const { parentPort, workerData } = require('node:worker_threads');
  const server = require('node:net').createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      socket.pause();
      if (workerData === null) return;
      socket.write(workerData);
      socket.destroy();
    });
  });
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;

describe('a provider that does not read all of a request', () => {
  let provider: Worker;
  let gateway: RunningGateway;

  async function start(
    words: string | null,
    more: Readonly<Record<string, string>> | ((port: number) => Readonly<Record<string, string>>) = {},
  ): Promise<void> {
    provider = new Worker(PROVIDER, { eval: true, workerData: words });
    const [port] = (await once(provider, 'message')) as [number];
    gateway = await startGateway({
      OPENAI_API_KEY: 'sk-test',
      OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`,
      UPSTREAM_MAX_RETRIES: '0',
      MAX_BODY_BYTES: String(16 * MEBIBYTE),
      MAX_BYTES_IN_FLIGHT: String(64 * MEBIBYTE),
      ...(typeof more === 'function' ? more(port) : more),
    });
  }
  afterEach(async () => {
    await gateway.close();
    await provider.terminate();
  });

  /** Its status, and what it cost. */
  async function ask(requestId: string): Promise<[number, unknown]> {
    const answer = await fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-request-id': requestId },
      body: JSON.stringify({ model: 'openai/gpt-4o', messages: [{ role: 'user', content: LARGE }] }),
    });
    await answer.text();
    const line = await gateway.logLine((told) => told['request_id'] === requestId);
    return [answer.status, line['cost_usd']];
  }

  it('is heard where it has answered, each time', async () => {
    await start(REFUSAL);
    for (let at = 0; at < 8; at += 1) expect(await ask(`refused-${at}`)).toEqual([429, '0']);
  });

  it('costs nothing where it has not', async () => {
    await start('');
    expect(await ask('reset')).toEqual([502, '0']);
  });

  it('costs nothing where it reads no more, and says nothing in time', async () => {
    await start(null, { UPSTREAM_FIRST_BYTE_TIMEOUT_MS: '200' });
    expect(await ask('unread')).toEqual([504, '0']);
  });

  it('costs nothing where a proxy wants a password first', async () => {
    await start(WHO, (port) => ({
      HTTP_PROXY: `http://127.0.0.1:${port}`,
      OPENAI_BASE_URL: 'http://provider.test/v1',
    }));
    expect(await ask('who')).toEqual([502, '0']);
  });
});
