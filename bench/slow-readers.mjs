// What readers that stop reading cost the gateway, in resident memory. After `npm run build`:
//   node bench/slow-readers.mjs [provider:characters …]
// READERS (50) callers ask for a streamed answer of 24 MB each, read its headers, and then nothing more. The process
// plays provider and callers; the gateway is a process of its own. Bound: 2 MB a reader.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { pipeline, Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const READERS = Math.min(Number(process.env.READERS ?? 50), 500);
const ANSWER_BYTES = 24_000_000;
const BLOCK_BYTES = 1_000_000;
const SAMPLE_MS = 500;
/** At rest: so many samples in a row with less CPU time than this. */
const REST_SAMPLES = 4;
const REST_CPU_TICKS = 6;
const MAX_WAIT_MS = 55_000; // the gateway lets go of them after 60 s
const MANIFEST = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
/** Of the command by which npm starts it. */
const [, V8_OPTIONS = ''] = /node (.*?) dist\/main\.js/.exec(MANIFEST) ?? [];
const GATEWAY = process.env.GATEWAY ?? fileURLToPath(new URL('../dist/main.js', import.meta.url));
const DEFAULT_CASES = 'openai:20 openai:1000 openai:16000 openrouter:20 gemini:20 anthropic:20'.split(' ');

const chat = (text) => ({ id: 'c', model: 'm', choices: [{ index: 0, delta: { content: text } }] });
const data = (value) => `data: ${JSON.stringify(value)}\n\n`;
const named = (value) => `event: ${value.type}\n${data(value)}`;
const FRAMES = {
  openai: (text) => data(chat(text)),
  openrouter: (text) => `: OPENROUTER PROCESSING\n\n${data(chat(text))}`,
  gemini: (text) => data({ candidates: [{ index: 0, content: { role: 'model', parts: [{ text }] } }] }),
  anthropic: (text) => named({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } }),
};
const OPENINGS = {
  anthropic:
    named({
      type: 'message_start',
      message: { type: 'message', role: 'assistant', model: 'm', content: [] },
    }) + named({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
};

/** Words in no order, so that the text is about as hard to pack as what models write. */
function textOf(length) {
  const words = 'a provider answers whatever its reader has asked for and takes its time over it'.split(' ');
  let text = '';
  while (text.length < length) text += `${words[Math.floor(Math.random() * words.length)]} `;
  return text.slice(0, length);
}

async function startUpstream(provider, characters) {
  let block = '';
  while (block.length < BLOCK_BYTES) block += FRAMES[provider](textOf(characters));
  const bytes = Buffer.from(block);
  function* blocks() {
    for (let sent = 0; sent < ANSWER_BYTES; sent += bytes.length) yield bytes;
  }
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(OPENINGS[provider] ?? '');
    pipeline(Readable.from(blocks()), response, () => response.destroy()); // it ends as its reader leaves
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

async function startGateway(provider, upstreamPort) {
  const name = provider.toUpperCase();
  const settings = { PORT: '0', HOST: '127.0.0.1', LOG_FORMAT: 'json', LOG_LEVEL: 'info' };
  const own = { [`${name}_API_KEY`]: 'none', [`${name}_BASE_URL`]: `http://127.0.0.1:${upstreamPort}` };
  const gateway = spawn(process.execPath, [...V8_OPTIONS.split(' '), GATEWAY], {
    env: { ...settings, ...own },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const output of gateway.stdout.iterator({ destroyOnReturn: false })) {
    const port = /127\.0\.0\.1:(\d+)/.exec(String(output))?.[1];
    if (port === undefined) continue;
    gateway.stdout.resume();
    return { gateway, port: Number(port) };
  }
  throw new Error('the gateway did not start');
}

/** Asks for a stream, and stops reading as it begins. */
async function startReader(provider, port) {
  const socket = connect(port, '127.0.0.1').on('error', () => socket.destroy());
  const body = JSON.stringify({ prompt: 'hello', model: 'm', stream: true });
  const head = [`POST /agents/llm-providers/${provider} HTTP/1.1`, `host: 127.0.0.1:${port}`];
  head.push('content-type: application/json', `content-length: ${body.length}`, '', body);
  socket.write(head.join('\r\n'));
  const [first] = await once(socket, 'data');
  socket.pause();
  if (!String(first).startsWith('HTTP/1.1 200')) throw new Error(String(first));
  return socket;
}

const rssMb = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;

function cpuTicks(pid) {
  const [user, system] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13);
  return Number(user) + Number(system);
}

/** Milliseconds until the gateway had nothing more to do. */
async function untilAtRest(pid) {
  const startedAt = Date.now();
  for (let idle = 0, before = cpuTicks(pid); idle < REST_SAMPLES && Date.now() - startedAt < MAX_WAIT_MS;) {
    await sleep(SAMPLE_MS);
    const now = cpuTicks(pid);
    idle = now - before < REST_CPU_TICKS ? idle + 1 : 0;
    before = now;
  }
  return Date.now() - startedAt;
}

async function measure(testCase) {
  const [provider, characters] = testCase.split(':');
  const upstream = await startUpstream(provider, Number(characters));
  const { gateway, port } = await startGateway(provider, upstream.address().port);
  try {
    // What is loaded and compiled with the first calls is no reader's cost.
    for (let call = 0; call < 3; call += 1) {
      const reader = await startReader(provider, port);
      await sleep(SAMPLE_MS);
      reader.destroy();
    }
    await untilAtRest(gateway.pid);
    const before = rssMb(gateway.pid);
    const readers = await Promise.all(Array.from({ length: READERS }, () => startReader(provider, port)));
    const restMs = await untilAtRest(gateway.pid);
    const after = rssMb(gateway.pid);
    for (const reader of readers) reader.destroy();
    return {
      case: testCase,
      restMs,
      beforeMb: before,
      afterMb: after,
      mbPerReader: (after - before) / READERS,
    };
  } finally {
    gateway.kill('SIGKILL');
    upstream.close().closeAllConnections();
  }
}

const cases = process.argv.length > 2 ? process.argv.slice(2, 12) : DEFAULT_CASES;
const rows = [];
for (const testCase of cases) rows.push(await measure(testCase));
console.table(rows);
