import type { StreamEnding } from '../../support/scripted-upstream/stream-script.js';
import type { Cell } from '../cell.js';
import { unlessLost, type Case, type Observed } from '../outcome.js';
import { A_THOUGHTFUL_CALL } from '../said.js';
import { ASKED, TOOLS } from './requests.js';

const ASKED_FOR_ALL = { ...ASKED, thinks: true, tools: TOOLS, stream: true };
/** Pieces of text of the simulator, which has no frames. */
const SIMULATED_CUTS = 3;

/** A stream that ends behind any of its events, by its connection's end or by its break: callers see a failure. */
export const CUT_CASES: readonly Case<Cell>[] = [
  {
    row: 'A stream that ends too early, behind each of its events',
    run: (cell) => (cell.spoken ? allCuts(cell) : simulatedCuts(cell)),
  },
];

async function allCuts(cell: Cell): Promise<Observed> {
  const dialect = cell.spoken;
  const frames = dialect?.writeStream(A_THOUGHTFUL_CALL) ?? [];
  const faults: string[] = [];
  for (const ending of ['end', 'cut'] as const) {
    const whole = dialect?.framesUntilWhole(frames, ending) ?? 0;
    for (let after = 0; after < whole; after += 1) {
      cell.stage.willBreak(frames, after, ending);
      faults.push(...(await faultsOfCut(cell, { after, ending })));
    }
    cell.stage.willBreak(frames, whole, ending);
    const { close } = cell.heardStream(await cell.ask(ASKED_FOR_ALL));
    if (close !== 'whole') faults.push(`${ending} behind all, and told as ${close}`);
  }
  return unlessLost(faults);
}

interface Cut {
  readonly after: number;
  readonly ending: StreamEnding;
}

/** Before anything was told it is a failure by its status, then one in the stream. */
async function faultsOfCut(cell: Cell, { after, ending }: Cut, model = cell.wire.model): Promise<string[]> {
  const answered = await cell.ask(ASKED_FOR_ALL, { model });
  const where = `${ending} behind ${after}`;
  if (answered.status !== 200)
    return answered.status === 502 && cell.failure(answered)
      ? []
      : [`${where}: ${answered.status} ${answered.text}`];
  const { close, faults } = cell.heardStream(answered);
  return [...(close === 'failed' ? [] : [`told as ${close}`]), ...faults].map(
    (fault) => `${where}: ${fault}`,
  );
}

async function simulatedCuts(cell: Cell): Promise<Observed> {
  const faults: string[] = [];
  for (let after = 0; after < SIMULATED_CUTS; after += 1) {
    const model = `${cell.wire.model}:cut=${after}`;
    faults.push(...(await faultsOfCut(cell, { after, ending: 'cut' }, model)));
  }
  return unlessLost(faults);
}
