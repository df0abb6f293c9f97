import { setTimeout as pause } from 'node:timers/promises';
import { rawPrompt } from '../../support/raw-http.js';
import { HUGE_PROMPT, manyValues, quoting } from '../cases/attacked.cases.js';
import { get } from '../cases/unread.cases.js';
import { httpCall } from '../support/http-call.js';
import { PROMPT, type Lane } from '../support/lane.js';
import { openSocket } from '../support/raw.js';
import type { Stage } from '../support/stage.js';

/** One hostile turn: resolves when the attacker lets go. */
export type Attack = (stage: Stage, lane: Lane, random: () => number) => Promise<void>;

/** How long an attacker holds on to what it does not read, or does not end. */
const HOLD_MS = 3_000;
const AHEAD_BYTES = 61_000;

/** Requests ahead on some connections, and no answer read. */
const unread =
  (path: string): Attack =>
  async ({ gateway }, _lane, random) => {
    const request = get(path);
    const sockets = Array.from({ length: 1 + Math.floor(random() * 12) }, () => {
      const socket = openSocket(gateway).pause();
      socket.write(request.repeat(Math.ceil(AHEAD_BYTES / request.length)));
      return socket;
    });
    await pause(HOLD_MS);
    for (const socket of sockets) socket.destroy();
  };

/** A body in pieces of a byte that never comes to its end. */
const bytewise: Attack = async ({ gateway }, lane, random) => {
  const socket = openSocket(gateway);
  socket.write(rawPrompt(['Transfer-Encoding: chunked'], '', lane.id));
  const writes = random() * 400;
  for (let written = 0; written < writes && socket.writable; written += 1) {
    await new Promise<void>((resolve) => socket.write('1\r\nx\r\n'.repeat(10_000), () => resolve()));
  }
  socket.destroy();
};

const asks = async (lane: Lane, body: object): Promise<void> => {
  const headers = { 'content-type': 'application/json' };
  await httpCall(lane.url, JSON.stringify(body), { headers });
};

/** A stream that is left at some moment. */
const leaves: Attack = async (_stage, lane, random) => {
  const caller = new AbortController();
  setTimeout(() => caller.abort(), random() * 50);
  const headers = { 'content-type': 'application/json' };
  await httpCall(lane.url, JSON.stringify({ ...PROMPT, stream: true }), { headers, signal: caller.signal });
};

/** What strangers and bad upstreams do, by name; the seed says who is next. */
export const ATTACKS: Readonly<Record<string, Attack>> = {
  'unread pages': unread('/docs-json'),
  'unread refusals': unread('/nowhere'),
  'unread lists': unread('/agents/llm-providers/lane-1/models'),
  'a body in bytes': bytewise,
  'a refused prompt of 9 MB': (_stage, lane) => asks(lane.will(quoting), { ...PROMPT, prompt: HUGE_PROMPT }),
  '60 MB of empty lists': (_stage, lane) => asks(lane.will(manyValues), PROMPT),
  'a body without an object': (_stage, lane) => asks(lane, ['['.repeat(50_000)]),
  'a left stream': leaves,
};
