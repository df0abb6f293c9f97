import type { Script } from '../../support/scripted-upstream/exchange.js';
import { neverAnswer } from '../../support/scripted-upstream/scripts.js';
import { isAtMost, sees, type Check, type FaultCase, type FaultTools } from '../support/fault-case.js';
import { stateOf, TELLS_STATE } from '../support/gateway-state.js';
import { httpCall } from '../support/http-call.js';
import { PROMPT } from '../support/lane.js';
import { delta, failing, frames, HELLO } from '../support/openai-wire.js';
import type { Stage } from '../support/stage.js';

const MIB = 1024 * 1024;
/** Of each kind; all of them are fewer than the calls that a gateway remembers. */
const CALLS = 6;
const BODY = { ...PROMPT, prompt: 'word '.repeat(800_000) };
/** Compiled code, and buffers that are kept for the next: what 24 bodies of 4 MB would be is 92. */
const MAX_HELD_MIB = 16;

/** How a call comes to its end. */
interface Ending {
  readonly about: string;
  readonly upstream: Script;
  readonly isStream?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  /** Of the answer. */
  readonly status: number;
}

const ENDINGS: readonly Ending[] = [
  { about: 'refused', upstream: failing(400), status: 400 },
  { about: 'failed', upstream: failing(500), status: 502 },
  { about: 'cut', upstream: frames([delta(HELLO)], { ending: 'reset' }), isStream: true, status: 200 },
  { about: 'late', upstream: neverAnswer(), headers: { 'x-request-timeout-ms': '1000' }, status: 504 },
];

async function play(
  stage: Stage,
  { about, upstream, isStream = false, headers, status }: Ending,
): Promise<Check> {
  const lane = stage.lane().will(upstream);
  const body = JSON.stringify({ ...BODY, stream: isStream });
  const statuses: number[] = [];
  for (let call = 0; call < CALLS; call += 1) {
    const answer = await httpCall(lane.url, body, {
      headers: { 'content-type': 'application/json', ...headers },
    });
    statuses.push(answer.status);
    lane.requests.length = 0;
    stage.upstream.forget();
  }
  return sees(about, status, [...new Set(statuses)].join());
}

/** What is held of large requests once they are over, and are no more than remembered. */
async function letGo({ open }: FaultTools): Promise<Check[]> {
  const stage = await open({ preload: TELLS_STATE, env: { UPSTREAM_MAX_RETRIES: '0' }, lanes: 5 });
  await stage.lane().ask();
  const before = await stateOf(stage);
  const checks: Check[] = [];
  for (const ending of ENDINGS) checks.push(await play(stage, ending));
  const { heldBytes } = await stateOf(stage);
  return [...checks, isAtMost('held', MAX_HELD_MIB, (heldBytes - before.heldBytes) / MIB, 'MiB')];
}

export const LET_GO_CASES: readonly FaultCase[] = [
  { id: 'X17', input: 'large requests that came to nothing', runs: 'busy', isLong: true, check: letGo },
];
