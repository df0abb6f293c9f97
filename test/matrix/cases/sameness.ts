import { answerBytes } from '../../support/scripted-upstream/scripts.js';
import { stream } from '../../support/scripted-upstream/stream-script.js';
import type { Cell } from '../cell.js';
import { isStreamed } from '../matrix-stage.js';
import { inJson, type Case, type Observed, type Sameness } from '../outcome.js';
import { A_THOUGHTFUL_CALL } from '../said.js';
import { framesIn } from '../sse.js';
import { ASKED, TOOLS } from './requests.js';

const ASKED_FOR_ALL = { ...ASKED, system: 'Be brief.', thinks: true, tools: TOOLS };

/** Where both sides speak the same: how like what one wrote is what the other gets. */
export const SAMENESS_CASES: readonly Case<Cell>[] = [
  { row: 'The request, as its caller wrote it', run: (cell) => (cell.isNative ? ofRequest(cell) : null) },
  {
    row: 'The whole answer, as its provider wrote it',
    run: (cell) => (cell.isNative ? ofAnswer(cell) : null),
  },
  {
    row: 'The streamed answer, as its provider wrote it',
    run: (cell) => (cell.isNative ? ofStream(cell) : null),
  },
];

/** What no writer of ours would write: blanks, escapes, and a field that nobody knows. */
function odd(text: string): string {
  return text.replace('{', '{ "of_tomorrow" : [1.0, "\\u00e9"],');
}

/** But for the name of the model. */
async function ofRequest(cell: Cell): Promise<Observed> {
  const { model, ownModel } = cell.wire;
  cell.stage.willSay(A_THOUGHTFUL_CALL);
  const { path, body, headers } = cell.surface.dialect.writeRequest(ASKED_FOR_ALL, model);
  const written = odd(JSON.stringify(body));
  const answered = await cell.post(path, written, headers);
  if (answered.status !== 200 || answered.told.length > 0) throw new Error(answered.text);
  const sent = cell.stage.lastRequest?.rawBody.toString() ?? '';
  return { outcome: sameness(sent, written.replace(JSON.stringify(model), JSON.stringify(ownModel))) };
}

async function ofAnswer(cell: Cell): Promise<Observed> {
  const written = odd(JSON.stringify(cell.surface.dialect.writeAnswer(A_THOUGHTFUL_CALL)));
  cell.stage.willAct(answerBytes('application/json', written));
  const { text } = await cell.ask(ASKED_FOR_ALL);
  return { outcome: sameness(unmarked(text), written) };
}

async function ofStream(cell: Cell): Promise<Observed> {
  const written = cell.surface.dialect
    .writeStream(A_THOUGHTFUL_CALL)
    .map((frame) => frame.replace('data: {', 'data: { "of_tomorrow" : [1.0, "\\u00e9"],'));
  cell.stage.willAct((exchange) => {
    if (!isStreamed(exchange.request)) throw new Error('A stream was asked for as a whole.');
    return stream(written)(exchange);
  });
  const text = unmarked((await cell.ask({ ...ASKED_FOR_ALL, stream: true })).text);
  const [seen, expected] = [framesIn(text), framesIn(written.join(''))];
  const all = expected.map(({ event, data }, at) =>
    seen[at]?.event === event ? sameness(seen[at]?.data ?? '', data) : 'translated',
  );
  const isLonger = seen.length !== expected.length;
  if (isLonger || all.includes('translated')) return { outcome: 'translated', seen: text };
  return { outcome: text === written.join('') ? 'byte for byte' : 'field by field' };
}

/** Without whose thoughts they are: this gateway has several accounts that could be asked to go on from them. */
function unmarked(text: string): string {
  return text.replaceAll(/tollgate\.account\.1\.[\w-]{22}\./g, '');
}

function sameness(seen: string, written: string): Sameness {
  if (seen === written) return 'byte for byte';
  if (written === '[DONE]') return 'translated';
  return inJson(JSON.parse(seen)) === inJson(JSON.parse(written)) ? 'field by field' : 'translated';
}
