import type { Fields } from '../../../src/common/fields.js';
import type { Cell } from '../cell.js';
import type { Asked, Turn } from '../neutral.js';
import { inJson, TRAVELS, type Case, type Observed } from '../outcome.js';
import type { Surface } from '../pairs.js';
import { A_CALL, A_TEXT, NOW, WEATHER } from '../said.js';

interface RequestCase {
  readonly row: string;
  readonly asked: Asked;
  /** What has to arrive of it. */
  readonly pick: (asked: Asked) => unknown;
  /** Surfaces that have no words for it. */
  readonly notOn?: readonly Surface['id'][];
}

const HELLO: Turn = { by: 'user', text: 'hello there' };
export const ASKED: Asked = { turns: [HELLO] };

const tool = (name: string, properties: Fields) => ({
  name,
  description: `Does ${name}.`,
  parameters: { type: 'object', properties, required: Object.keys(properties) },
});
export const TOOLS = [
  tool('get_weather', { city: { type: 'string' }, days: { type: 'integer' } }),
  tool('now', {}),
];
export const SCHEMA: Fields = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
};
const PIXEL = { type: 'image/png', data: 'iVBORw0KGgo=' };
const PICTURE = { type: 'image/png', url: 'https://pictures.example/a.png' };
const TURNS: readonly Turn[] = [HELLO, { by: 'model', text: 'Hello.' }, { by: 'user', text: 'And now?' }];
const LOOP: readonly Turn[] = [
  HELLO,
  { by: 'model', text: 'Let me look.', calls: [WEATHER, NOW] },
  {
    by: 'tools',
    results: [
      { id: WEATHER.id, name: WEATHER.name, text: 'rain' },
      { id: NOW.id, name: NOW.name, text: 'noon' },
    ],
  },
];

const turns = (asked: Asked) => asked.turns;
const withTools = { ...ASKED, tools: TOOLS };

export const REQUESTS: readonly RequestCase[] = [
  { row: 'System instruction', asked: { ...ASKED, system: 'Be brief.' }, pick: ({ system }) => system },
  { row: 'Several turns', asked: { turns: TURNS }, pick: turns },
  { row: 'Tools', asked: withTools, pick: ({ tools }) => tools },
  {
    row: 'Tool calls and results of a history',
    asked: { turns: LOOP, tools: TOOLS },
    pick: ({ turns: all }) => paired(all),
  },
  { row: 'Tool choice: any', asked: { ...withTools, choice: 'any' }, pick: ({ choice }) => choice },
  {
    row: 'Tool choice: one by name',
    asked: { ...withTools, choice: { name: 'now' } },
    pick: ({ choice }) => choice,
  },
  { row: 'Tool choice: none', asked: { ...withTools, choice: 'none' }, pick: ({ choice }) => choice },
  {
    row: 'One tool call at a time',
    asked: { ...withTools, parallel: false },
    pick: ({ parallel }) => parallel,
    notOn: ['gemini'],
  },
  {
    row: 'Structured output (JSON schema)',
    asked: { ...ASKED, schema: SCHEMA },
    pick: ({ schema }) => schema,
  },
  { row: 'Image in base64', asked: { turns: [{ ...HELLO, image: PIXEL }] }, pick: turns },
  { row: 'Image at an address', asked: { turns: [{ ...HELLO, image: PICTURE }] }, pick: turns },
  { row: 'Reasoning effort', asked: { ...ASKED, effort: 'low' }, pick: ({ effort }) => effort },
  { row: 'Limit of tokens', asked: { ...ASKED, limit: 77 }, pick: ({ limit }) => limit },
  { row: 'Temperature', asked: { ...ASKED, temperature: 0.5 }, pick: ({ temperature }) => temperature },
  { row: 'Top-p', asked: { ...ASKED, topP: 0.5 }, pick: ({ topP }) => topP },
  {
    row: 'Stop sequences',
    asked: { ...ASKED, stop: ['END'] },
    pick: ({ stop }) => stop,
    notOn: ['responses'],
  },
];

/** Ids are the API's own: what counts is which result is which call's. Gemini itself knows them by their names. */
export function paired(all: readonly Turn[]): unknown {
  const calls = all.flatMap((turn) => (turn.by === 'model' ? (turn.calls ?? []) : []));
  const placed = <Known extends { readonly id: string; readonly name: string }>(one: Known) => ({
    ...one,
    id: calls.findIndex(({ id, name }) => (one.id === '' ? name === one.name : id === one.id)),
  });
  return all.map((turn) => {
    if (turn.by === 'model' && turn.calls) return { ...turn, calls: turn.calls.map(placed) };
    return turn.by === 'tools' ? { ...turn, results: turn.results.map(placed) } : turn;
  });
}

export const REQUEST_CASES: readonly Case<Cell>[] = REQUESTS.map(({ row, asked, pick, notOn = [] }) => ({
  row,
  run: (cell) => {
    const isSayable = !notOn.includes(cell.surface.id) && cell.spoken !== null;
    const arrives = () => inJson(pick(cell.sent)) === inJson(pick(asked));
    return isSayable ? outcomeOf(cell, asked, { arrives }) : null;
  },
}));

interface Tried {
  /** Fields of the body besides. */
  readonly more?: Fields;
  /** @param body that the provider got. */
  readonly arrives: (body: string) => boolean;
}

/** What becomes of something in a request. What is told is refused for callers who are strict. */
export async function outcomeOf(cell: Cell, asked: Asked, { more = {}, arrives }: Tried): Promise<Observed> {
  cell.stage.willSay(asked.tools && asked.choice !== 'none' ? A_CALL : A_TEXT);
  const before = cell.stage.requestCount;
  const answered = await cell.ask(asked, { more });
  if (answered.status === 400) {
    expect(cell.failure(answered)?.message).toEqual(expect.any(String));
    expect(cell.stage.requestCount).toBe(before);
    return { outcome: 'refused' };
  }
  expect([answered.status, answered.text]).toEqual([200, expect.any(String)]);
  const body = cell.stage.lastRequest?.rawBody.toString() ?? '';
  const isThere = cell.stage.requestCount > before && arrives(body);
  if (isThere && answered.told.length === 0) return TRAVELS;
  if (answered.told.length === 0) return { outcome: 'lost', seen: body };
  expect((await cell.ask(asked, { more, strict: true })).status).toBe(400);
  return { outcome: 'told' };
}
