import type { Fields } from '../../../src/common/fields.js';
import type { Cell } from '../cell.js';
import { CHAT } from '../dialects/chat/index.js';
import type { Asked, Heard } from '../neutral.js';
import { differences, unlessLost, type Case, type Observed } from '../outcome.js';
import { A_TEXT, A_THOUGHTFUL_CALL, SEAL, THOUGHT, TWO_CALLS } from '../said.js';
import { ASKED, paired, TOOLS } from './requests.js';

const ANSWERS = ['rain', 'noon'];

/** Two requests, the second of which brings back what the first was answered. */
export const LOOP_CASES: readonly Case<Cell>[] = [
  {
    row: 'A loop of tools: the answer is brought back with results',
    run: (cell) => (cell.wire.dialect ? toolLoop(cell) : simulatedLoop(cell)),
  },
  {
    row: 'Thoughts are brought back with their signature',
    run: (cell) => (cell.wire.dialect ? thoughtLoop(cell) : null),
  },
  {
    row: 'Thoughts in plain text (DeepSeek) are brought back with calls of tools',
    run: (cell) => (cell.spoken === CHAT ? plainThoughtLoop(cell) : null),
  },
];

async function toolLoop(cell: Cell): Promise<Observed> {
  const faults: unknown[] = [];
  for (const stream of [undefined, true]) {
    cell.stage.willSay(TWO_CALLS);
    const asked = { ...ASKED, tools: TOOLS, ...(stream && { stream }) };
    const heard = await hear(cell, asked);
    cell.stage.willSay(A_TEXT);
    const next = await hear(cell, followUp(asked, heard));
    const expected = [
      ...ASKED.turns,
      { by: 'model', text: TWO_CALLS.text, calls: TWO_CALLS.calls },
      { by: 'tools', results: TWO_CALLS.calls?.map(({ id, name }, at) => ({ id, name, text: ANSWERS[at] })) },
    ] as Asked['turns'];
    faults.push(...differences({ turns: paired(cell.sent.turns) }, { turns: paired(expected) }));
    faults.push(...differences(next, { text: A_TEXT.text, end: 'stop' }));
  }
  return unlessLost(faults);
}

async function simulatedLoop(cell: Cell): Promise<Observed> {
  const options = { model: 'sandbox/sim/tool' };
  const asked = { ...ASKED, tools: TOOLS };
  const heard = cell.heard(await cell.ask(asked, options));
  const next = cell.heard(await cell.ask(followUp(asked, heard), options));
  return unlessLost(differences(next, { text: ANSWERS[0], end: 'stop' }));
}

/** As it stood on the wire, whatever its caller saw of it. */
async function thoughtLoop(cell: Cell): Promise<Observed> {
  const faults: string[] = [];
  for (const stream of [undefined, true]) {
    const asked = { ...ASKED, thinks: true, tools: TOOLS, ...(stream && { stream }) };
    cell.stage.willSay(A_THOUGHTFUL_CALL);
    const heard = await hear(cell, asked);
    cell.stage.willSay(A_TEXT);
    await hear(cell, followUp(asked, heard));
    const sent = JSON.stringify(cell.stage.lastRequest?.body);
    if (!sent.includes(SEAL)) faults.push(`${stream ? 'streamed' : 'whole'}: ${sent}`);
  }
  return unlessLost(faults);
}

/** As DeepSeek has them: without anything that is signed. */
async function plainThoughtLoop(cell: Cell): Promise<Observed> {
  const faults: string[] = [];
  const plain = (text: string) => text.replace(/,"reasoning_details":\[.*?\]/, '');
  const body = JSON.parse(plain(JSON.stringify(CHAT.writeAnswer(A_THOUGHTFUL_CALL)))) as Fields;
  const frames = CHAT.writeStream(A_THOUGHTFUL_CALL).map(plain);
  for (const stream of [undefined, true]) {
    const asked = { ...ASKED, thinks: true, tools: TOOLS, ...(stream && { stream }) };
    cell.stage.willAnswer({ body, frames });
    const heard = await hear(cell, asked);
    cell.stage.willSay(A_TEXT);
    await hear(cell, followUp(asked, heard));
    const sent = JSON.stringify(cell.stage.lastRequest?.body);
    const isThere = sent.includes(`"reasoning_content":${JSON.stringify(THOUGHT)}`);
    if (!isThere) faults.push(`${stream ? 'streamed' : 'whole'}: ${sent}`);
  }
  return unlessLost(faults);
}

function followUp(asked: Asked, { own, calls }: Heard): Asked {
  const results = calls.map(({ id, name }, at) => ({ id, name, text: ANSWERS[at] ?? '' }));
  return { ...asked, turns: [...asked.turns, { by: 'answer', own }, { by: 'tools', results }] };
}

async function hear(cell: Cell, asked: Asked, options: { readonly model?: string } = {}): Promise<Heard> {
  const answered = await cell.ask(asked, options);
  if (answered.status !== 200) throw new Error(answered.text);
  return asked.stream ? cell.heardStream(answered) : cell.heard(answered);
}
