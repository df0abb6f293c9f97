import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { garbageCollector } from '../src/common/testing/garbage-collector.js';
import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import { answerJson } from './support/scripted-upstream/scripts.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const READERS = 100;
const MODELS = 5_000;
const PATH = '/agents/llm-providers/openai/models';

const collect = garbageCollector();
/** What is held: what is garbage by chance of V8's own collections does not count. */
const memoryBytes = () => {
  collect({ type: 'major', execution: 'sync' });
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

describe('lists of models that their callers do not read', () => {
  let upstream: ScriptedUpstream;
  let gateway: RunningGateway;
  const sockets: Socket[] = [];
  beforeAll(async () => {
    const data = Array.from({ length: MODELS }, (_, index) => ({ id: `model-${index}`, object: 'model' }));
    upstream = await ScriptedUpstream.start({ fallback: answerJson(200, { object: 'list', data }) });
    gateway = await startGateway({
      OPENAI_API_KEY: 'sk-test-upstream',
      OPENAI_BASE_URL: `${upstream.origin}/v1`,
    });
  });
  afterAll(async () => {
    sockets.forEach((socket) => socket.destroy());
    await gateway.close();
    await upstream.close();
  });

  /** Asks, and takes nothing but what the socket holds by itself. */
  async function askWithoutReading(): Promise<Socket> {
    const { hostname, port } = new URL(gateway.url);
    const socket = connect(Number(port), hostname);
    sockets.push(socket);
    socket.write(`GET ${PATH} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    await once(socket, 'readable');
    return socket;
  }

  it('hold the same bytes, and are one request to the provider', async () => {
    const response = await fetch(gateway.url + PATH);
    const listBytes = (await response.arrayBuffer()).byteLength;
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    const before = memoryBytes();
    for (let reader = 0; reader < READERS; reader += 1) await askWithoutReading();
    const heldBytes = memoryBytes() - before;
    // The client's own buffers, and all else that a connection is, are far below that.
    expect(heldBytes).toBeLessThan((READERS * listBytes) / 4);
    expect(upstream.requests.map(({ path }) => path)).toEqual(['/v1/models']);
  });
});
