import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { isAtMost, sees, type Check, type FaultCase, type FaultTools } from '../support/fault-case.js';
import { httpCall } from '../support/http-call.js';
import { PROMPT, type Lane } from '../support/lane.js';
import type { Stage } from '../support/stage.js';

const MIB = 1024 * 1024;
const AT_ONCE = 20;
const HALVES = 400;

const CODINGS: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  gzip: gzipSync,
  deflate: deflateSync,
  br: brotliCompressSync,
};

/** Words that do not pack to nothing. */
const WORDS = Array.from({ length: 20_000 }, (_, at) => `w${(at * 7_919) % 9_973}`).join(' ');
const BODY = Buffer.from(JSON.stringify({ ...PROMPT, prompt: WORDS }));
const BLANKS = Buffer.alloc(100_000_000, ' ');

/** A packed body. */
export interface Packed {
  readonly coding: string;
  readonly bytes: Buffer;
}

/** Packed bodies that end in their middle, one of each coding. */
export function halves(): Packed[] {
  return Object.entries(CODINGS).map(([coding, pack]) => {
    const bytes = pack(BODY);
    return { coding, bytes: bytes.subarray(0, bytes.length >> 1) };
  });
}

/** Some hundred kilobytes or less, and 100 MB once they are unpacked; one of each coding. */
export function bombs(): Packed[] {
  return Object.entries(CODINGS).map(([coding, pack]) => ({ coding, bytes: pack(BLANKS) }));
}

const headersOf = ({ coding }: Packed) => ({
  'content-type': 'application/json',
  'content-encoding': coding,
});

/** Sent again and again, so many at once. @returns the statuses that came, each once. */
async function sendHalves({ url }: Lane, half: Packed): Promise<string> {
  const statuses = new Set<number>();
  let left = HALVES;
  const sendOn = async () => {
    for (; left > 0;) {
      left -= 1;
      statuses.add((await httpCall(url, half.bytes, { headers: headersOf(half) })).status);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sendOn));
  return [...statuses].join();
}

/** What a gateway's memory grows by at the most while something is done. */
async function growthMib({ gateway }: Stage, work: () => Promise<unknown>): Promise<number> {
  const before = gateway.memory();
  gateway.forgetPeak();
  await work();
  return (gateway.memory('peak') - before) / MIB;
}

async function packedBodies({ open }: FaultTools): Promise<Check[]> {
  const stage = await open();
  const lane = stage.lane();
  await lane.ask();
  const checks: Check[] = [];
  const halvesGrow = await growthMib(stage, async () => {
    for (const half of halves()) {
      checks.push(sees(`${HALVES} halves, ${half.coding}`, '400', await sendHalves(lane, half)));
    }
  });
  // One alone finds room for all that it unpacks to, so that nothing but the bound on a body ends it.
  const bombsGrow = await growthMib(stage, async () => {
    for (const bomb of bombs()) {
      const { status } = await httpCall(lane.url, bomb.bytes, { headers: headersOf(bomb) });
      checks.push(sees(`a bomb, ${bomb.coding}`, 413, status));
    }
  });
  const { summary } = await lane.ask();
  return [
    ...checks,
    isAtMost('memory grows by halves', 96, halvesGrow, 'MiB'),
    isAtMost('memory grows by bombs', 48, bombsGrow, 'MiB'),
    sees('and then', '200 success, 1 up', summary),
  ];
}

export const PACKED_CASES: readonly FaultCase[] = [
  {
    id: 'X15',
    input: 'packed bodies cut in half, and such as unpack to 100 MB',
    runs: 'busy',
    isLong: true,
    check: packedBodies,
  },
];
