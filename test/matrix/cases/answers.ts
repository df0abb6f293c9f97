import type { Cell } from '../cell.js';
import type { Asked, Heard, HeardStream, Said } from '../neutral.js';
import { differences, unlessLost, type Case, type Observed } from '../outcome.js';
import * as said from '../said.js';
import { ASKED, SCHEMA, TOOLS } from './requests.js';

interface AnswerCase {
  readonly row: string;
  readonly asked?: Asked;
  /** What the provider says. */
  readonly said: Said;
  /** What has to be heard of it. */
  readonly expected: Partial<Omit<Heard, 'own' | 'calls'>> & { readonly calls?: readonly object[] };
  /** In a stream alone. */
  readonly fewestPieces?: number;
  /** The simulated model that says something of the kind, and what has to be heard of that; left out = none does. */
  readonly sandbox?: { readonly model: string; readonly expected: AnswerCase['expected'] };
}

const withoutId = ({ name, args }: { readonly name: string; readonly args: unknown }) => ({ name, args });
const TOOLED: Asked = { ...ASKED, tools: TOOLS };
const THINKING: Asked = { ...ASKED, thinks: true };
const ECHO = { text: 'hello there', end: 'stop' } as const;
const { A_THOUGHT, A_THOUGHTFUL_CALL, TEXT, THOUGHT } = said;

const ANSWERS: readonly AnswerCase[] = [
  {
    row: 'Text, and its regular end',
    said: said.A_TEXT,
    expected: { text: TEXT, end: 'stop' },
    fewestPieces: 2,
    sandbox: { model: 'sim/echo', expected: ECHO },
  },
  {
    row: 'Call of a tool',
    asked: TOOLED,
    said: said.A_CALL,
    expected: { text: '', calls: [withoutId(said.WEATHER)], end: 'calls' },
    sandbox: { model: 'sim/tool', expected: { text: '', end: 'calls' } },
  },
  {
    row: 'Parallel calls of tools behind a text',
    asked: TOOLED,
    said: said.TWO_CALLS,
    expected: { text: 'Let me look.', calls: [said.WEATHER, said.NOW].map(withoutId), end: 'calls' },
  },
  {
    row: 'JSON by a schema',
    asked: { ...ASKED, schema: SCHEMA },
    said: { ...said.A_TEXT, text: '{"city":"Wien"}' },
    expected: { text: '{"city":"Wien"}', end: 'stop' },
    sandbox: { model: 'sim/json', expected: { text: '{"city":"sample"}', end: 'stop' } },
  },
  {
    row: 'Thoughts before a text',
    asked: THINKING,
    said: A_THOUGHT,
    expected: { thought: THOUGHT, text: TEXT, end: 'stop' },
  },
  {
    row: 'Thoughts before a call of a tool',
    asked: { ...THINKING, tools: TOOLS },
    said: A_THOUGHTFUL_CALL,
    expected: { thought: THOUGHT, text: 'Let me look.', calls: [withoutId(said.WEATHER)], end: 'calls' },
  },
  {
    row: 'Counts of tokens, cached and reasoning ones among them',
    asked: THINKING,
    said: A_THOUGHT,
    expected: { usage: A_THOUGHT.usage },
    sandbox: {
      model: 'sim/reasoning',
      expected: { usage: { input: 2, cached: 0, output: 66, reasoning: 64 } },
    },
  },
];

export const ANSWER_CASES: readonly Case<Cell>[] = [
  ...ANSWERS.map((answer) => ({ row: answer.row, run: (cell: Cell) => outcomeOf(cell, answer) })),
  { row: 'Refusal of the model', run: refusal },
];

function outcomeOf(cell: Cell, { asked = ASKED, ...answer }: AnswerCase): Promise<Observed> | null {
  if (cell.wire.dialect !== null) {
    cell.stage.willSay(answer.said);
    const needsIds = !(cell.isNative && cell.surface.id === 'gemini');
    return heardTwice(cell, asked, { ...answer, needsIds });
  }
  return answer.sandbox ? heardTwice(cell, asked, answer.sandbox) : null;
}

interface Expected {
  readonly expected: AnswerCase['expected'];
  readonly fewestPieces?: number;
  readonly model?: string;
  /** Gemini itself gives its calls none. */
  readonly needsIds?: boolean;
}

/** The answer as a whole, and as a stream. */
async function heardTwice(cell: Cell, asked: Asked, { model, ...answer }: Expected): Promise<Observed> {
  const options = model === undefined ? {} : { model: `sandbox/${model}` };
  const whole = await cell.ask(asked, options);
  if (whole.status !== 200) throw new Error(whole.text);
  const streamed = cell.heardStream(await cell.ask({ ...asked, stream: true }, options));
  return unlessLost([
    ...faultsOf(cell.heard(whole), answer),
    ...faultsOf(streamed, answer).map((fault) => `streamed: ${fault}`),
    ...faultsOfStream(streamed, answer),
  ]);
}

function faultsOf(heard: Heard, { expected, needsIds = true }: Expected): string[] {
  const ids = heard.calls.map(({ id }) => id);
  const isNamed = ids.every((id) => id !== '') && new Set(ids).size === ids.length;
  const seen = { ...heard, calls: heard.calls.map(withoutId) };
  return [
    ...differences(seen, expected),
    ...(isNamed || !needsIds ? [] : [`the calls have the ids ${ids.join()}`]),
  ];
}

function faultsOfStream({ pieces, close, faults }: HeardStream, { fewestPieces = 0 }: Expected): string[] {
  return [
    ...faults,
    ...(close === 'whole' ? [] : [`the stream is ${close}`]),
    ...(pieces >= fewestPieces ? [] : [`the text came in ${pieces} pieces`]),
  ];
}

/** Where an API has a word for it, in that; elsewhere as a text, which an end by a filter goes with. */
function refusal(cell: Cell): Promise<Observed> | null {
  const { spoken: dialect } = cell;
  if (dialect === null) return null;
  const isFilter = 'refusal' in dialect.ends || 'SAFETY' in dialect.ends;
  const text = said.A_REFUSAL.refusal ?? '';
  cell.stage.willSay({ ...said.A_REFUSAL, end: isFilter ? 'filter' : 'stop' });
  return heardRefusal(cell, text, isFilter);
}

async function heardRefusal(cell: Cell, text: string, isFilter: boolean): Promise<Observed> {
  const whole = cell.heard(await cell.ask(ASKED));
  const streamed = cell.heardStream(await cell.ask({ ...ASKED, stream: true }));
  const faults = [whole, streamed].flatMap((heard) => [
    ...differences({ words: heard.refusal || heard.text }, { words: text }),
    ...(isFilter ? differences(heard, { end: 'filter' }) : []),
  ]);
  return unlessLost([...faults, ...faultsOfStream(streamed, { expected: {} })]);
}
