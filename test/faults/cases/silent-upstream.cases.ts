import { hangAfterHeaders, neverAnswer } from '../../support/scripted-upstream/scripts.js';
import { setTimeout as pause } from 'node:timers/promises';
import type { Script } from '../../support/scripted-upstream/exchange.js';
import { isAtMost, sees, type FaultCase } from '../support/fault-case.js';
import type { Lane } from '../support/lane.js';
import { delta, frames } from '../support/openai-wire.js';

/** The upstream's side of a call: every connection of the gateway was given up before its answer. */
async function givenUp(lane: Lane): Promise<string> {
  const ends = await Promise.all(lane.requests.map(({ closed }) => closed));
  return ends.every(({ aborted }) => aborted) ? 'given up' : 'left open';
}

/** A word, and then a sign of life every now and then that says nothing. */
function wordless(piece: string): Script {
  return async (exchange) => {
    exchange.sendHead(200, { 'content-type': 'text/event-stream' });
    await exchange.write(delta('Hel'));
    for (let count = 0; count < 50; count += 1) {
      await pause(200);
      await exchange.write(piece);
    }
    exchange.end();
  };
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
  {
    id: 'U5b',
    input: 'a stream stays open without a word',
    runs: 'beside',
    check: async ({ stage }) => {
      const plays = { comments: ': still here\n\n', 'empty chunks': delta('') };
      const checks = Object.entries(plays).map(async ([about, piece]) => {
        const lane = stage.lane().will(wordless(piece));
        const { summary, text, answer } = await lane.stream();
        return [
          sees(about, '200 stream error provider.timed_out, 1 up', summary),
          sees(`${about}: text until then`, 'Hel', text),
          isAtMost(`${about}: takes`, 4_000, answer.totalMs, 'ms'),
          sees(`${about}: the connection`, 'given up', await givenUp(lane)),
        ];
      });
      return (await Promise.all(checks)).flat();
    },
  },
];
