import { setTimeout as pause } from 'node:timers/promises';
import { seededRandom } from '../../../src/common/testing/seeded-random.js';
import { isAtMost, isToldOf, sees, type Check } from '../support/fault-case.js';
import { startHealthProbe } from '../support/health-probe.js';
import { PROMPT, type Lane } from '../support/lane.js';
import { Stage } from '../support/stage.js';
import { ATTACKS } from './attacks.js';

export interface HostileOptions {
  readonly seconds: number;
  readonly seed: number;
}

const HEAP_MIB = 256;
const MIB = 1024 * 1024;
const ATTACKERS = 4;
const CALLERS = 3;
const CALL_EVERY_MS = 100;
/** Of resident memory over what it was before, once all have let go. */
const MAX_LEFT_MIB = 160;
const SETTLES_WITHIN_MS = 30_000;
const SETTINGS = { CLIENT_STALL_TIMEOUT_MS: '2000', MAX_BYTES_IN_FLIGHT: '67108864' };

/** All attacks in turns that a seed says, beside callers who behave, on one gateway with a small heap. */
export async function runHostile({ seconds, seed }: HostileOptions): Promise<Check[]> {
  const random = seededRandom(seed);
  const stage = await Stage.open({ lanes: ATTACKERS + CALLERS, env: SETTINGS, heapMib: HEAP_MIB });
  const { gateway } = stage;
  try {
    const attackers = Array.from({ length: ATTACKERS }, () => stage.lane());
    const callers = Array.from({ length: CALLERS }, () => stage.lane());
    for (const lane of callers) await lane.ask();
    // Idle connections to the upstream are kept for a while; all others belong to callers.
    const openFiles = () => gateway.openFiles - stage.upstream.openSockets;
    const [files, before] = [openFiles(), gateway.memory()];
    const probe = await startHealthProbe(`${gateway.url}/health/live`);
    const endMs = performance.now() + seconds * 1_000;
    const goesOn = () => performance.now() < endMs && !gateway.hasEnded;
    const turns = new Map<string, number>();
    const attacking = attackers.map(async (lane) => {
      const names = Object.keys(ATTACKS);
      while (goesOn()) {
        const name = names[Math.floor(random() * names.length)] ?? '';
        turns.set(name, (turns.get(name) ?? 0) + 1);
        await ATTACKS[name]?.(stage, lane, random);
      }
    });
    const told = (await Promise.all(callers.map((lane) => behave(lane, goesOn)))).flat();
    await Promise.all(attacking);
    const { p99Ms, bad } = await probe.stop();
    const isBack = () => openFiles() <= files && gateway.memory() - before < MAX_LEFT_MIB * MIB;
    const backBy = performance.now() + SETTLES_WITHIN_MS;
    while (!gateway.hasEnded && !isBack() && performance.now() < backBy) await pause(500);
    return [
      sees('the process', 'up', gateway.hasEnded ? 'ended' : 'up'),
      sees('callers who behave', GOOD, [...new Set(told)].toSorted().join(' | ')),
      isToldOf('their calls', told.length, ''),
      isAtMost('health p99', 100, p99Ms, 'ms'),
      sees('bad health', 0, bad),
      sees('connections left', 0, Math.max(0, openFiles() - files)),
      isAtMost('memory left', MAX_LEFT_MIB, (gateway.memory() - before) / MIB, 'MiB'),
      ...[...turns].map(([name, count]) => isToldOf(name, count, 'turns')),
    ];
  } finally {
    await stage.close();
  }
}

const GOOD = '200 stream done, 1 up | 200 success, 1 up';

/** One caller's plain and streamed calls in turn: what came of each. */
async function behave(lane: Lane, goesOn: () => boolean): Promise<string[]> {
  const summaries: string[] = [];
  for (let call = 0; goesOn(); call += 1) {
    const answered = await (call % 2 === 0 ? lane.ask(PROMPT) : lane.stream(PROMPT));
    summaries.push(answered.summary);
    await pause(CALL_EVERY_MS);
  }
  return summaries;
}
