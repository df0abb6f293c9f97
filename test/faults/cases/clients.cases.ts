import { once } from 'node:events';
import { Agent } from 'node:http';
import type { Script } from '../../support/scripted-upstream/exchange.js';
import { neverAnswer } from '../../support/scripted-upstream/scripts.js';
import { rawPrompt } from '../../support/raw-http.js';
import { tokensOf } from '../support/call.js';
import { isAtMost, sees, type Check, type FaultCase } from '../support/fault-case.js';
import { httpCall } from '../support/http-call.js';
import { PROMPT, type Lane } from '../support/lane.js';
import { delta, DONE, finish, frames } from '../support/openai-wire.js';
import { openSocket } from '../support/raw.js';
import { seededRandom } from '../../../src/common/testing/seeded-random.js';
import type { Stage } from '../support/stage.js';
import { eachOf, until } from '../support/until.js';

const MIB = 1024 * 1024;
const QUIET_MS = 1_500;

/** A caller who leaves at the given moment; what the log says of the call, and how long the upstream's connection lived on. */
export async function leave(stage: Stage, lane: Lane, body: object, hasCome: (text: string) => boolean) {
  const requestId = lane.newRequestId();
  const caller = new AbortController();
  let text = '';
  const answer = httpCall(lane.url, JSON.stringify(body), {
    headers: { 'content-type': 'application/json', 'x-request-id': requestId },
    signal: caller.signal,
    onPiece: (piece) => (text += piece),
  });
  await until(
    'the moment to leave has come',
    () => lane.upstreamCalls(requestId) > 0 && hasCome(text),
    10_000,
  );
  const leftMs = performance.now();
  caller.abort();
  const ends = await Promise.all(lane.requests.map(({ closed }) => closed));
  const abortMs = performance.now() - leftMs;
  await answer;
  const line = await stage.gateway.lineOf(requestId);
  const { outcome, error_code: code, attempts, characters, complete } = line;
  const told = [
    outcome,
    code,
    `${String(attempts)} attempt`,
    `${String(characters)} characters`,
    `complete ${String(complete)}`,
  ];
  const isAborted = ends.every(({ aborted }) => aborted);
  return { abortMs, isAborted, logged: told.join(', '), tokens: tokensOf(line) };
}

/** A connection that has asked for a stream and has the first bytes of it. */
export async function startReader(stage: Stage, lane: Lane) {
  const body = JSON.stringify({ ...PROMPT, stream: true });
  const socket = openSocket(stage.gateway);
  const requestId = lane.newRequestId();
  socket.write(rawPrompt([`x-request-id: ${requestId}`, `Content-Length: ${body.length}`], body, lane.id));
  await once(socket, 'data');
  socket.pause();
  return { socket, requestId };
}

/** So many bytes as fast as they are taken; `wrote` is told of each write. */
function longStream(bytes: number, wrote: (count: number) => void = () => undefined): Script {
  const words = 'All words that a model says are read by a caller or by none. ';
  // Few long pieces and many short ones: what counts is bytes, and each piece costs its reading.
  const bundle = delta(words.repeat(320)) + delta(words.repeat(4)).repeat(12);
  return async (exchange) => {
    exchange.sendHead(200, { 'content-type': 'text/event-stream' });
    for (let sent = 0; sent < bytes; sent += bundle.length) {
      await exchange.write(bundle);
      wrote(1);
    }
    exchange.end([finish(), DONE].join(''));
  };
}

/** What readers that stop reading cost the gateway, in memory. */
export async function slowReaders(stage: Stage): Promise<Check[]> {
  let writes = 0;
  const lane = stage.lane().will(longStream(24_000_000, () => (writes += 1)));
  // What is loaded and compiled with the first calls is no reader's cost.
  const first = await Promise.all(Array.from({ length: 4 }, () => startReader(stage, lane)));
  await untilQuiet(() => writes);
  for (const { socket } of first) socket.destroy();
  await eachOf(first, 10, ({ requestId }) => stage.gateway.lineOf(requestId));
  const before = stage.gateway.memory();
  const readers = await Promise.all(Array.from({ length: 50 }, () => startReader(stage, lane)));
  await untilQuiet(() => writes);
  const each = (stage.gateway.memory() - before) / readers.length / MIB;
  for (const { socket } of readers) socket.destroy();
  return [isAtMost('memory of each', 2, each, 'MiB')];
}

/** Until a count has stood still for a while. */
export async function untilQuiet(count: () => number): Promise<void> {
  let seen = -1;
  let sinceMs = 0;
  const isQuiet = () => {
    if (count() !== seen) sinceMs = performance.now();
    seen = count();
    return performance.now() - sinceMs > QUIET_MS;
  };
  await until('nothing moves any more', isQuiet, 40_000);
}

export async function settled(stage: Stage, requestId: string): Promise<string> {
  const { complete, outcome } = await stage.gateway.lineOf(requestId);
  return `complete ${String(complete)}, ${String(outcome)}`;
}

/** Echoes the prompt's marker, piece by piece. */
const echo: Script = async (exchange) => {
  const [message] = (exchange.request.body?.['messages'] ?? []) as { content: string }[];
  const marker = message?.content ?? '';
  exchange.sendHead(200, { 'content-type': 'text/event-stream' });
  for (const letters of [marker.slice(0, 3), marker.slice(3, 6), marker.slice(6)])
    await exchange.write(delta(letters));
  exchange.end([finish(), DONE].join(''));
};

async function cancelsThenCalls({ open }: Parameters<FaultCase['check']>[0]) {
  const width = 32;
  const stage = await open();
  const lane = stage.lane().will(echo);
  const random = seededRandom(6);
  const numbers = Array.from({ length: 1_000 }, (_, index) => index);
  await eachOf(numbers, width, async (number) => {
    const pieces = Math.floor(random() * 4);
    const caller = new AbortController();
    let come = 0;
    const headers = { 'content-type': 'application/json', 'x-request-id': `cancel-${number}` };
    const body = JSON.stringify({ ...PROMPT, prompt: `c-${number}-c`, stream: true });
    const onPiece = () => (come += 1) >= pieces && caller.abort();
    const answer = httpCall(lane.url, body, { headers, signal: caller.signal, onPiece });
    if (pieces === 0) setImmediate(() => caller.abort());
    await answer;
  });
  let wrong = 0;
  const agent = new Agent({ keepAlive: true, maxSockets: width });
  const calls = await eachOf(numbers, width, async (number) => {
    const marker = `marker-${number}-end`;
    const call = await lane.stream({ ...PROMPT, prompt: marker }, { agent });
    if (call.text !== marker) wrong += 1;
    return call.summary;
  });
  agent.destroy();
  const summaries = [...new Set(calls)];
  // A call that begins before the last one's connection is free takes one more, and idle ones are closed soon.
  await until('idle connections are closed', () => stage.upstream.openSockets <= width, 30_000);
  return [
    sees('calls after 1,000 cancels', '200 stream done, 1 up', summaries.slice(0, 3).join(' | ')),
    sees('texts with another marker', 0, wrong),
    isAtMost('connections to the upstream', width, stage.upstream.openSockets, ''),
  ];
}

export const CLIENT_CASES: readonly FaultCase[] = [
  {
    id: 'C1',
    input: 'leaves before the answer',
    runs: 'beside',
    check: async ({ stage }) => {
      const lane = stage.lane().will(neverAnswer());
      const { abortMs, isAborted, logged } = await leave(stage, lane, PROMPT, () => true);
      return [
        sees('upstream', true, isAborted),
        isAtMost('upstream is aborted in', 1_000, abortMs, 'ms'),
        sees('logged', 'cancelled, client.gone, 1 attempt, 0 characters, complete false', logged),
      ];
    },
  },
  {
    id: 'C2',
    input: 'leaves in mid-stream',
    runs: 'beside',
    check: async ({ stage }) => {
      const lane = stage.lane().will(frames([delta('Hel')], { ending: 'hang' }));
      const hasCome = (text: string) => text.includes('Hel');
      const { abortMs, isAborted, logged } = await leave(stage, lane, { ...PROMPT, stream: true }, hasCome);
      return [
        sees('upstream', true, isAborted),
        isAtMost('upstream is aborted in', 1_000, abortMs, 'ms'),
        sees('logged', 'cancelled, client.gone, 1 attempt, 3 characters, complete false', logged),
      ];
    },
  },
  {
    id: 'C4',
    isLong: true,
    input: '50 readers of 24 MB stop reading',
    runs: 'busy',
    check: async ({ open }) => slowReaders(await open()),
  },
  {
    id: 'C5',
    input: 'readers that dawdle or stop',
    runs: 'beside',
    check: async ({ stage }) => {
      const lane = stage.lane().will(longStream(24_000_000));
      const [stopped, slow] = [await startReader(stage, lane), await startReader(stage, lane)];
      const sips = setInterval(() => void slow.socket.read(1_024), 250);
      try {
        return [
          sees('stopped', 'complete false, cancelled', await settled(stage, stopped.requestId)),
          sees('4 KB a second', 'complete false, cancelled', await settled(stage, slow.requestId)),
        ];
      } finally {
        clearInterval(sips);
        stopped.socket.destroy();
        slow.socket.destroy();
      }
    },
  },
  { id: 'C6', isLong: true, input: '1,000 cancels at random points', runs: 'busy', check: cancelsThenCalls },
];
