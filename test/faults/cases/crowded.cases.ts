import type { Socket } from 'node:net';
import { rawPrompt } from '../../support/raw-http.js';
import { sees, type Check, type FaultCase } from '../support/fault-case.js';
import { httpCall } from '../support/http-call.js';
import { PROMPT, type Lane } from '../support/lane.js';
import { openSocket } from '../support/raw.js';
import type { Stage } from '../support/stage.js';
import { until } from '../support/until.js';
import { bombs } from './packed.cases.js';

const KIB = 1024;
const HEAP_MIB = 256;
const CROWDING_KEY = 'crowding-key-0123456789';
const OTHER_KEY = 'behaving-key-0123456789';
const BOMBS_AT_ONCE = 40;
const CALLS = 25;
const ANSWERED = `${CALLS} of ${CALLS}`;

/** As long as what an agent sends. */
const SMALL = JSON.stringify({ ...PROMPT, prompt: 'word '.repeat(4_000) });

function send(lane: Lane, body: string | Uint8Array, key: string, more: Record<string, string> = {}) {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}`, ...more };
  return httpCall(lane.url, body, { headers });
}

/** Small plain calls, one after the other. */
async function answered(lane: Lane, key: string): Promise<string> {
  let count = 0;
  for (let call = 0; call < CALLS; call += 1) {
    const { status, isWhole } = await send(lane, SMALL, key);
    if (status === 200 && isWhole) count += 1;
  }
  return `${count} of ${CALLS}`;
}

/** Bombs of one caller, on and on, beside its own small calls and those of another. */
async function besideBombs({ attacking, lane }: Crowd): Promise<Check[]> {
  const kinds = bombs();
  let isOver = false;
  const sendOn = async (_: unknown, index: number) => {
    const { coding, bytes } = kinds[index % kinds.length]!;
    while (!isOver) await send(attacking, bytes, CROWDING_KEY, { 'content-encoding': coding });
  };
  const sending = Promise.all(Array.from({ length: BOMBS_AT_ONCE }, sendOn));
  const checks = [
    sees('beside bombs, of the same caller', ANSWERED, await answered(lane, CROWDING_KEY)),
    sees('beside bombs, of another caller', ANSWERED, await answered(lane, OTHER_KEY)),
  ];
  isOver = true;
  await sending;
  return checks;
}

/** A body that stops in its middle, announced or in chunks. */
function openBody({ stage, attacking }: Crowd, kib: number, isChunked: boolean): Socket {
  const socket = openSocket(stage.gateway);
  const length = isChunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${kib * KIB + 1}`;
  socket.write(rawPrompt([length, `Authorization: Bearer ${CROWDING_KEY}`], '', attacking.id));
  const bytes = Buffer.alloc(kib * KIB, 'x');
  if (isChunked) socket.write(`${bytes.byteLength.toString(16)}\r\n`);
  socket.write(bytes);
  return socket;
}

/** Ever smaller bodies, each until no more of its size are let in. */
const SIZES_KIB = [
  [4_096, 12],
  [512, 20],
  [63, 160],
  [1, 160],
] as const;

async function besideHeldBodies(crowd: Crowd): Promise<Check[]> {
  const sockets: Socket[] = [];
  for (const [kib, count] of SIZES_KIB) {
    const opened = Array.from({ length: count }, (_, index) => openBody(crowd, kib, index % 2 === 0));
    sockets.push(...opened);
    const isSent = (socket: Socket) => socket.closed || socket.writableLength === 0;
    await until('the bodies are sent, or refused', () => opened.every(isSent), 20_000);
  }
  const checks = [sees('beside held bodies', ANSWERED, await answered(crowd.lane, OTHER_KEY))];
  for (const socket of sockets) socket.destroy();
  return checks;
}

interface Crowd {
  readonly stage: Stage;
  readonly attacking: Lane;
  readonly lane: Lane;
}

export const CROWDED_CASES: readonly FaultCase[] = [
  {
    id: 'X16',
    input: 'bombs and held bodies, beside small calls',
    runs: 'busy',
    isLong: true,
    check: async ({ open }) => {
      const env = { GATEWAY_API_KEYS: `${CROWDING_KEY},${OTHER_KEY}` };
      const stage = await open({ heapMib: HEAP_MIB, env });
      const crowd = { stage, attacking: stage.lane(), lane: stage.lane() };
      return [...(await besideBombs(crowd)), ...(await besideHeldBodies(crowd))];
    },
  },
];
