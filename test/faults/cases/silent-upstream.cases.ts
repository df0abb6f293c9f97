import { hangAfterHeaders, neverAnswer } from '../../support/scripted-upstream/scripts.js';
import { isAtMost, sees, type FaultCase } from '../support/fault-case.js';
import type { Lane } from '../support/lane.js';
import { delta, frames } from '../support/openai-wire.js';

/** The upstream's side of a call: every connection of the gateway was given up before its answer. */
async function givenUp(lane: Lane): Promise<string> {
  const ends = await Promise.all(lane.requests.map(({ closed }) => closed));
  return ends.every(({ aborted }) => aborted) ? 'given up' : 'left open';
}

export const SILENT_UPSTREAM_CASES: readonly FaultCase[] = [
  {
    id: 'U3',
    input: 'accepts and never answers',
    runs: 'beside',
    check: async ({ stage }) => {
      const lane = stage.lane().will(neverAnswer());
      const [first, second] = [await lane.ask(), await lane.stream()];
      return [
        sees('whole', '504 provider.timed_out, 1 up', first.summary),
        sees('streamed', '504 provider.timed_out, 1 up', second.summary),
        sees('the connection', 'given up', await givenUp(lane)),
        isAtMost('takes', 6_000, first.answer.totalMs, 'ms'),
      ];
    },
  },
  {
    id: 'U4',
    input: 'hangs in the middle of the body',
    runs: 'beside',
    check: async ({ stage }) => {
      const lane = stage.lane().will(hangAfterHeaders('application/json', '{"id":'));
      const { summary } = await lane.ask();
      return [
        sees('', '504 provider.timed_out, 1 up', summary),
        sees('the connection', 'given up', await givenUp(lane)),
      ];
    },
  },
  {
    id: 'U5',
    input: 'a stream falls silent',
    runs: 'beside',
    check: async ({ stage }) => {
      const lane = stage.lane().will(frames([delta('Hel')], { ending: 'hang' }));
      const { summary, text, line } = await lane.stream();
      return [
        sees('', '200 stream error provider.timed_out, 1 up', summary),
        sees('text until then', 'Hel', text),
        sees(
          'logged',
          'timed-out, 3 characters',
          `${String(line['outcome'])}, ${String(line['characters'])} characters`,
        ),
        sees('the connection', 'given up', await givenUp(lane)),
      ];
    },
  },
];
