import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { isAtMost, sees, type Check, type FaultCase, type FaultTools } from '../support/fault-case.js';
import { httpCall } from '../support/http-call.js';
import { PROMPT, type Lane } from '../support/lane.js';

const MIB = 1024 * 1024;
const AT_ONCE = 20;
const HALVES = 400;
const BOMBS = 40;

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

/** Sent again and again, so many at once. @returns the statuses that came, each once. */
async function sendPacked({ url }: Lane, { coding, bytes }: Packed, count: number): Promise<Set<number>> {
  const statuses = new Set<number>();
  const headers = { 'content-type': 'application/json', 'content-encoding': coding };
  let left = count;
  const sendOn = async () => {
    for (; left > 0;) {
      left -= 1;
      statuses.add((await httpCall(url, bytes, { headers })).status);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sendOn));
  return statuses;
}

async function packedBodies({ open }: FaultTools): Promise<Check[]> {
  const stage = await open();
  const { gateway } = stage;
  const lane = stage.lane();
  await lane.ask();
  const before = gateway.memory();
  gateway.forgetPeak();
  const checks: Check[] = [];
  for (const half of halves()) {
    const statuses = await sendPacked(lane, half, HALVES);
    checks.push(sees(`${HALVES} halves, ${half.coding}`, '400', [...statuses].join()));
  }
  const grownMib = (gateway.memory('peak') - before) / MIB;
  checks.push(isAtMost('memory grows by', 96, grownMib, 'MiB'));
  for (const bomb of bombs()) {
    const statuses = await sendPacked(lane, bomb, BOMBS);
    // Too large, or more than fits in at once.
    const others = [...statuses].filter((status) => status !== 413 && status !== 503);
    checks.push(sees(`${BOMBS} bombs, ${bomb.coding}`, '', others.join()));
  }
  const { summary } = await lane.ask();
  return [...checks, sees('and then', '200 success, 1 up', summary)];
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
