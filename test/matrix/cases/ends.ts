import type { Cell } from '../cell.js';
import { MESSAGES } from '../dialects/messages/index.js';
import type { End } from '../neutral.js';
import { differences, unlessLost, type Case, type Observed } from '../outcome.js';
import { ASKED } from './requests.js';

/** What the simulator can be told to end with. */
const SIMULATED: Readonly<Record<string, End>> = {
  ':finish=stop': 'stop',
  ':finish=length': 'length',
  ':finish=content_filter': 'filter',
};

/** Every reason that a provider has for an end, in the caller's words. */
export const END_CASES: readonly Case<Cell>[] = [{ row: 'Each reason of an end', run: allEnds }];

async function allEnds(cell: Cell): Promise<Observed> {
  const { spoken: dialect } = cell;
  const { model } = cell.wire;
  const faults: string[] = [];
  for (const [reason, end] of Object.entries(dialect?.ends ?? SIMULATED)) {
    if (dialect) cell.stage.willAnswer(dialect.writeEnd(reason));
    const options = { model: dialect ? model : model + reason };
    const whole = cell.heard(await cell.ask(ASKED, options));
    const streamed = cell.heardStream(await cell.ask({ ...ASKED, stream: true }, options));
    const seen = { whole: whole.end, streamed: streamed.end, close: streamed.close, faults: streamed.faults };
    const own = knownTo(cell, end);
    const expected = { whole: own, streamed: own, close: 'whole', faults: [] };
    faults.push(...differences(seen, expected).map((fault) => `${reason}: ${fault}`));
  }
  return unlessLost(faults);
}

/**
 * Only Anthropic's API tells a stop sequence from any other regular end; calls that never came are none elsewhere, and
 * none to its own callers, who would wait for them, unless Anthropic itself says so; nor does another caller hear of them
 * from there.
 */
function knownTo({ surface, spoken }: Cell, end: End): End {
  const isOneAnthropic = (surface.dialect === MESSAGES) !== (spoken === MESSAGES);
  if (end === 'calls' && isOneAnthropic) return 'stop';
  const words = Object.values(surface.dialect.ends);
  if (words.includes(end)) return end;
  return 'stop';
}
