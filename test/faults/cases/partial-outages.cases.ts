import type { Script } from '../../support/scripted-upstream/exchange.js';
import { isAtLeast, sees, type Check, type FaultCase } from '../support/fault-case.js';
import { PROMPT, type Lane } from '../support/lane.js';
import { delta, failing, frames, goodEitherWay } from '../support/openai-wire.js';
import type { Stage } from '../support/stage.js';
import { eachOf } from '../support/until.js';

const CALLS = 300;
const SIDE_BY_SIDE = 12;
/** Calls of others, and as many streams of one caller that break off. */
const OTHERS = 60;

/** Fails so many of a hundred requests, spread as if by chance, and the same ones in each run. */
function failingShare(percent: number): Script {
  let count = 0;
  const [down, up] = [failing(500), goodEitherWay()];
  return (exchange) => {
    count += 1;
    return ((count * 61) % 100 < percent ? down : up)(exchange);
  };
}

/** Percent of the calls that were answered. */
async function answeredPercent(lane: Lane): Promise<number> {
  const calls = await eachOf(Array.from({ length: CALLS }), SIDE_BY_SIDE, () => lane.ask());
  return (calls.filter(({ answer }) => answer.status === 200).length * 100) / CALLS;
}

async function partialOutages(stage: Stage): Promise<Check[]> {
  const checks: Check[] = [];
  for (const percent of [20, 50]) {
    const answered = await answeredPercent(stage.lane().will(failingShare(percent)));
    checks.push(isAtLeast(`${percent} % fail: answered`, 100 - percent, answered, '%'));
  }
  return checks;
}

/** One caller's prompts break their own streams in mid-text; others ask the same model meanwhile. */
async function brokenForOne(stage: Stage): Promise<Check[]> {
  const broken = frames([delta('Hel'), delta('lo')], { ending: 'reset' });
  const whole = goodEitherWay();
  const lane = stage
    .lane()
    .will((exchange) => (exchange.request.rawBody.includes('"breaks"') ? broken : whole)(exchange));
  const turns = Array.from({ length: 2 * OTHERS }, (_, turn) => turn);
  const calls = await eachOf(turns, SIDE_BY_SIDE, (turn) =>
    turn % 2 === 0 ? lane.stream({ ...PROMPT, prompt: 'breaks' }) : lane.ask(),
  );
  const others = calls.filter((_, turn) => turn % 2 === 1);
  const summaries = new Set(others.map(({ summary }) => summary));
  return [sees('others', '200 success, 1 up', [...summaries].join(' | '))];
}

export const PARTIAL_OUTAGE_CASES: readonly FaultCase[] = [
  {
    id: 'X7',
    input: 'a part of the calls fails',
    runs: 'busy',
    check: async ({ share }) => partialOutages(await share()),
  },
  {
    id: 'X8',
    input: 'streams that break for one caller',
    runs: 'busy',
    check: async ({ share }) => brokenForOne(await share()),
  },
];
