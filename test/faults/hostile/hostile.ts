import { seededRandom } from '../../../src/common/testing/seeded-random.js';
import { answerJson } from '../../support/scripted-upstream/scripts.js';
import { isAtMost, isToldOf, sees, type Check } from '../support/fault-case.js';
import { stateOf, TELLS_STATE } from '../support/gateway-state.js';
import { startHealthProbe, type HealthLatencies } from '../support/health-probe.js';
import { httpCall } from '../support/http-call.js';
import type { Lane } from '../support/lane.js';
import { Stage } from '../support/stage.js';
import { ATTACKER_KEY, CALLER_KEY, type Ground } from './attacks/attack.js';
import { ATTACKS } from './attacks/index.js';
import { behave, repeating, type CallersOutcome } from './callers.js';
import { checkLeftOver } from './left-over.js';

export interface HostileOptions {
  readonly seconds: number;
  /** Of the attackers' chance: each has the same turns in the same order again, and as many as there is time for. */
  readonly seed: number;
}

const HEAP_MIB = 256;
const MAX_OPEN_FILES = 2_048;
const ATTACKERS = 4;
const CALLERS = 3;
const WARM_UP_CALLS = 60;
/** What was recorded is forgotten, so that this process does not grow with a run. */
const FORGETS_EVERY_MS = 5_000;
/** Unread answers are let go of sooner, so that more of them fit into a run; other bounds are as they ship. */
const SETTINGS = {
  CLIENT_STALL_TIMEOUT_MS: '2000',
  MAX_EVENT_LOOP_DELAY_MS: '500',
  GATEWAY_API_KEYS: `${ATTACKER_KEY},${CALLER_KEY}`,
};

/** All attacks in turns that a seed says, beside callers who behave, on one gateway with a small heap. */
export async function runHostile({ seconds, seed }: HostileOptions): Promise<Check[]> {
  const stage = await Stage.open({
    lanes: ATTACKERS + CALLERS,
    env: SETTINGS,
    heapMib: HEAP_MIB,
    maxOpenFiles: MAX_OPEN_FILES,
    preload: TELLS_STATE,
  });
  try {
    const attackers = Array.from({ length: ATTACKERS }, () => stage.lane());
    const callers = Array.from({ length: CALLERS }, () => stage.lane().will(repeating));
    await warmUp(attackers, callers);
    const before = await stateOf(stage);
    const forgetting = setInterval(() => forget(stage, [...attackers, ...callers]), FORGETS_EVERY_MS);
    const grounds = attackers.map((lane, index) => {
      return { stage, lane, beside: callers[0] ?? lane, random: seededRandom(seed + index) };
    });
    const { turns, ...outcome } = await attackBeside(grounds, callers, seconds);
    clearInterval(forgetting);
    const isUp = sees('the process', 'up', stage.gateway.hasEnded ? 'ended' : 'up');
    const left = await checkLeftOver(stage, before, (epochMs) => attacksAt(turns, epochMs));
    return [isUp, ...checksOf(outcome), ...left, ...told(turns)];
  } finally {
    await stage.close();
  }
}

/** Each attacker's provider has a long list of models, which the gateway keeps. */
async function warmUp(attackers: readonly Lane[], callers: readonly Lane[]): Promise<void> {
  const data = Array.from({ length: 5_000 }, (_, index) => ({ id: `model-${index}`, object: 'model' }));
  for (const lane of attackers) {
    lane.will(answerJson(200, { object: 'list', data }));
    const headers = { authorization: `Bearer ${ATTACKER_KEY}` };
    await httpCall(`${lane.url}/models`, '', { method: 'GET', headers });
  }
  let calls = 0;
  await behave(callers, () => (calls += 1) <= WARM_UP_CALLS);
}

function forget({ upstream, gateway }: Stage, lanes: readonly Lane[]): void {
  upstream.forget();
  gateway.forgetLines();
  for (const lane of lanes) lane.requests.length = 0;
}

interface Outcome {
  readonly callers: CallersOutcome;
  readonly health: HealthLatencies;
}

async function attackBeside(
  grounds: readonly Ground[],
  callers: readonly Lane[],
  seconds: number,
): Promise<Outcome & { readonly turns: readonly Turn[] }> {
  const gateway = grounds[0]?.stage.gateway;
  const probe = await startHealthProbe(`${gateway?.url}/health/live`, gateway?.pid);
  const endMs = performance.now() + seconds * 1_000;
  const goesOn = () => performance.now() < endMs && gateway?.hasEnded === false;
  const attacking = grounds.map((ground) => attack(ground, goesOn));
  const outcome = await behave(callers, goesOn);
  const turns = (await Promise.all(attacking)).flat();
  return { callers: outcome, health: await probe.stop(), turns };
}

/** One attack, and when it was at work, in milliseconds of the epoch. */
interface Turn {
  readonly name: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** One attacker's turns. */
async function attack(ground: Ground, goesOn: () => boolean): Promise<Turn[]> {
  const names = Object.keys(ATTACKS);
  const turns: Turn[] = [];
  while (goesOn()) {
    const name = names[Math.floor(ground.random() * names.length)] ?? '';
    const fromMs = Date.now();
    await ATTACKS[name]?.(ground);
    turns.push({ name, fromMs, toMs: Date.now() });
  }
  return turns;
}

/** What an attacker let go of may still be at work in the gateway for so long. */
const LINGERS_MS = 200;

function attacksAt(turns: readonly Turn[], epochMs: number): string {
  const then = turns.filter(({ fromMs, toMs }) => fromMs <= epochMs && epochMs <= toMs + LINGERS_MS);
  return then.map(({ name }) => name).join(', ') || 'no attack';
}

function checksOf({ callers, health }: Outcome): Check[] {
  const { calls, answered, others } = callers;
  return [
    sees('callers who behave', `${calls} of ${calls} answered`, `${answered} of ${calls} answered`),
    sees('what else they got', '', others.join(' | ')),
    isAtMost('health p99', 100, health.p99Ms, 'ms'),
    isToldOf('health p99 seen', health.p99Ms, 'ms'),
    isToldOf('health p99 but for waiting for a core', health.workingP99Ms, 'ms'),
    isToldOf('health at its latest', health.maxMs, 'ms'),
    sees('bad health', 0, health.bad),
  ];
}

function told(turns: readonly Turn[]): Check[] {
  return Object.keys(ATTACKS).map((name) =>
    isToldOf(name, turns.filter((turn) => turn.name === name).length, 'turns'),
  );
}
