import { setTimeout as pause } from 'node:timers/promises';
import { isAtMost, isTold, isToldOf, sees, type Check } from '../support/fault-case.js';
import type { GatewayProcess, LogLine } from '../support/gateway-process.js';
import type { Stage } from '../support/stage.js';
import { until } from '../support/until.js';

const MIB = 1024 * 1024;
/** Of what is held over what was held before, once all have let go: some of it is for good, such as compiled code. */
const MAX_LEFT_MIB = 32;
const SETTLES_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 1_000;

/** What a gateway has of its machine. */
export interface GatewayState {
  /** Open files but for connections to the upstream, which are kept for a while. */
  readonly files: number;
  /** Of its heap and of its buffers, after a collection of garbage. */
  readonly heldBytes: number;
  readonly residentBytes: number;
  /** How long the event loop was held at a stretch since it was asked last, in milliseconds of CPU. */
  readonly stretchP99Ms: number;
  readonly stretchMaxMs: number;
  /** When the longest of them ended, in milliseconds of the epoch. */
  readonly stretchMaxEndedAtMs: number;
}

/** Of one that was started with `tell-state.cjs`. */
export async function stateOf({ gateway, upstream }: Stage): Promise<GatewayState> {
  const told = await toldBy(gateway);
  return {
    files: gateway.openFiles - upstream.openSockets,
    heldBytes: Number(told['held_bytes']),
    residentBytes: gateway.memory(),
    stretchP99Ms: Number(told['stretch_p99_ms']),
    stretchMaxMs: Number(told['stretch_max_ms']),
    stretchMaxEndedAtMs: Number(told['stretch_max_ended_at_ms']),
  };
}

/**
 * What is left once all have let go; waits for it to settle.
 * @param attacksAt tells what was at work at a moment.
 */
export async function checkLeftOver(
  stage: Stage,
  before: GatewayState,
  attacksAt: (epochMs: number) => string,
): Promise<Check[]> {
  if (stage.gateway.hasEnded) return [];
  const endMs = performance.now() + SETTLES_WITHIN_MS;
  let after = await stateOf(stage);
  const { stretchP99Ms, stretchMaxMs, stretchMaxEndedAtMs } = after;
  const isBack = () => after.files <= before.files && leftMib(before, after) <= MAX_LEFT_MIB;
  while (!isBack() && performance.now() < endMs) {
    await pause(LOOK_EVERY_MS);
    after = await stateOf(stage);
  }
  return [
    sees('connections left', 0, Math.max(0, after.files - before.files)),
    isAtMost('memory left', MAX_LEFT_MIB, leftMib(before, after), 'MiB'),
    isToldOf('held before', before.heldBytes / MIB, 'MiB'),
    isToldOf('held after', after.heldBytes / MIB, 'MiB'),
    isToldOf('resident before', before.residentBytes / MIB, 'MiB'),
    isToldOf('resident after', after.residentBytes / MIB, 'MiB'),
    isToldOf('resident at its peak', stage.gateway.memory('peak') / MIB, 'MiB'),
    isToldOf('event loop held, p99', stretchP99Ms, 'ms of CPU'),
    isToldOf('event loop held, at longest', stretchMaxMs, 'ms of CPU'),
    isTold('at work then', attacksAt(stretchMaxEndedAtMs)),
  ];
}

function leftMib(before: GatewayState, after: GatewayState): number {
  return (after.heldBytes - before.heldBytes) / MIB;
}

async function toldBy(gateway: GatewayProcess): Promise<LogLine> {
  const told = () => gateway.otherLines.filter((line) => line['msg'] === 'state');
  const count = told().length;
  gateway.signal('SIGUSR2');
  await until('the gateway tells its state', () => told().length > count, 10_000);
  return told().at(-1) ?? {};
}
