import { answerJson } from '../../support/scripted-upstream/scripts.js';
import { stream, type StreamOptions } from '../../support/scripted-upstream/stream-script.js';
import type { Cell } from '../cell.js';
import type { Dialect } from '../dialects/dialect.js';
import { differences, unlessLost, type Case } from '../outcome.js';
import { A_THOUGHTFUL_CALL as SAID } from '../said.js';
import { ASKED, TOOLS } from './requests.js';

const ASKED_FOR_ALL = { ...ASKED, thinks: true, tools: TOOLS };
/** What servers and what stands before them write between two events. */
const NOISE = ': keep-alive\n\nevent: ping\ndata:\n\n: OPENROUTER PROCESSING\n\n';

/** Streams as they come over the line, and as they should not. */
export const STREAM_CASES: readonly Case<Cell>[] = [
  {
    row: 'A stream with comments and pings',
    run: over((cell, { writeStream }) => {
      cell.stage.willAct(stream(writeStream(SAID).map((frame) => NOISE + frame)));
      return heardStream(cell);
    }),
  },
  {
    row: 'A stream with other ends of lines, in pieces of a few bytes',
    run: over(async (cell, { writeStream }) => {
      const kinds: StreamOptions[] = [{ lineEnding: '\r\n', bytesPerWrite: 61 }, { lineEnding: '\r' }];
      const faults: string[] = [];
      for (const options of kinds) {
        cell.stage.willAct(stream(writeStream(SAID), options));
        faults.push(...(await heardStream(cell)));
      }
      return faults;
    }),
  },
  {
    row: 'A whole answer where a stream was asked for',
    run: over((cell, { writeAnswer }) => {
      cell.stage.willAct(answerJson(200, writeAnswer(SAID)));
      return heardStream(cell);
    }),
  },
  {
    row: 'A stream where a whole answer was asked for',
    run: over(async (cell, { writeStream }) => {
      cell.stage.willAct(stream(writeStream(SAID)));
      const answered = await cell.ask(ASKED_FOR_ALL);
      return answered.status === 200 ? faultsOf(cell.heard(answered)) : [answered.text];
    }),
  },
  { row: 'A failure in the middle of a stream', run: over(failures) },
];

/** Where something goes over a line. */
function over(tried: (cell: Cell, dialect: Dialect) => Promise<readonly string[]>): Case<Cell>['run'] {
  return (cell) => (cell.spoken ? tried(cell, cell.spoken).then(unlessLost) : null);
}

async function heardStream(cell: Cell): Promise<string[]> {
  const heard = cell.heardStream(await cell.ask({ ...ASKED_FOR_ALL, stream: true }));
  return [...faultsOf(heard), ...differences(heard, { close: 'whole', faults: [] })];
}

function faultsOf(heard: object): string[] {
  const calls = (heard as { calls: readonly { name: string }[] }).calls.map(({ name }) => name);
  return differences(
    { ...heard, calls },
    { thought: SAID.thought?.text, text: SAID.text, calls: ['get_weather'], end: 'calls', usage: SAID.usage },
  );
}

/** The provider itself says that it failed, before and behind the first words. */
async function failures(cell: Cell, { writeStream, writeStreamFailure }: Dialect): Promise<string[]> {
  const frames = writeStream(SAID);
  const faults: string[] = [];
  for (let after = 0; after < frames.length - 2; after += 1) {
    cell.stage.willAct(stream([...frames.slice(0, after), writeStreamFailure('rate limit')]));
    const answered = await cell.ask({ ...ASKED_FOR_ALL, stream: true });
    const where = `behind ${after}: ${answered.status}`;
    if (answered.status !== 200) {
      if (answered.status !== 429 || !cell.failure(answered)) faults.push(`${where} ${answered.text}`);
      continue;
    }
    const heard = cell.heardStream(answered);
    faults.push(...differences(heard, { close: 'failed', faults: [] }).map((fault) => `${where} ${fault}`));
    if (!/rate.?limit|RESOURCE_EXHAUSTED/i.test(answered.text)) faults.push(`${where} is of another class`);
  }
  return faults;
}
