import { setTimeout as pause } from 'node:timers/promises';
import { isAtMost, isTold, isToldOf, sees, type Check } from '../support/fault-case.js';
import { stateOf, type GatewayState } from '../support/gateway-state.js';
import type { Stage } from '../support/stage.js';

const MIB = 1024 * 1024;
/** Of what is held over what was held before, once all have let go: some of it is for good, such as compiled code. */
const MAX_LEFT_MIB = 32;
const SETTLES_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 1_000;

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
