import type { Script } from '../../support/scripted-upstream/exchange.js';
import type { Call } from '../support/call.js';
import { sees, type Check } from '../support/fault-case.js';
import type { Lane } from '../support/lane.js';
import type { Stage } from '../support/stage.js';

/** By what tells them apart: what the upstream does in turn, and what comes of it. */
export type Plays = Readonly<Record<string, readonly [scripts: readonly Script[], expected: string]>>;

/** Each on a lane of its own, all at once. */
export async function playEach(
  stage: Stage,
  plays: Plays,
  ask: (lane: Lane) => Promise<Call> = whole,
): Promise<Check[]> {
  const checks = Object.entries(plays).map(async ([about, [scripts, expected]]) => {
    const { summary } = await ask(stage.lane().will(...scripts));
    return sees(about, expected, summary);
  });
  return Promise.all(checks);
}

const whole = (lane: Lane): Promise<Call> => lane.ask();
export const streamed = (lane: Lane): Promise<Call> => lane.stream();
