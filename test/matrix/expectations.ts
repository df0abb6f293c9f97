import type { Outcome } from './outcome.js';
import type { Surface, Wire } from './pairs.js';

/** What does not travel, and why. */
export interface Expectation {
  readonly row: string;
  /** Left out = all of them. */
  readonly surfaces?: readonly Surface['id'][];
  readonly wires?: readonly Wire['id'][];
  readonly outcome: Outcome;
  /** A sentence for the document. */
  readonly why: string;
}

const SAMPLING =
  'The newest models of this provider choose it themselves: the rules of the model take it out, and older models get it.';
const NUMBERS =
  'The body is written anew with the name of the model: names, their order and values are the same, blanks and the spelling of numbers are not.';

const EXPECTATIONS: readonly Expectation[] = [
  { row: 'Temperature', wires: ['anthropic', 'gemini'], outcome: 'told', why: SAMPLING },
  { row: 'Top-p', wires: ['anthropic', 'gemini'], outcome: 'told', why: SAMPLING },
  {
    row: 'One tool call at a time',
    wires: ['gemini'],
    outcome: 'told',
    why: 'Gemini decides by itself how many tools it calls at once.',
  },
  {
    row: 'Image at an address',
    surfaces: ['chat', 'responses', 'messages'],
    wires: ['gemini'],
    outcome: 'refused',
    why: 'Gemini wants the type of a file beside its address, which no other API tells, and the gateway fetches none to find out.',
  },
  {
    row: 'Thoughts are brought back with their signature',
    surfaces: ['messages'],
    wires: ['chat', 'responses'],
    outcome: 'lost',
    why: 'Signatures of other models than Claude have no place in this API yet.',
  },
  { row: 'The request, as its caller wrote it', outcome: 'field by field', why: NUMBERS },
  {
    row: 'The whole answer, as its provider wrote it',
    surfaces: ['responses'],
    outcome: 'field by field',
    why: 'The answer is written anew.',
  },
  { row: 'The whole answer, as its provider wrote it', outcome: 'byte for byte', why: '' },
  {
    row: 'The streamed answer, as its provider wrote it',
    surfaces: ['responses'],
    outcome: 'field by field',
    why: 'Each event is written anew.',
  },
  { row: 'The streamed answer, as its provider wrote it', outcome: 'byte for byte', why: '' },
];

/** What is expected of a cell: all travels, unless there is a reason. @returns `why` empty where nothing has to be said. */
export function expectationOf(
  row: string,
  surface: Surface,
  wire: Wire,
): Pick<Expectation, 'outcome' | 'why'> {
  const found = EXPECTATIONS.find(
    ({ row: its, surfaces, wires }) =>
      its === row && (surfaces?.includes(surface.id) ?? true) && (wires?.includes(wire.id) ?? true),
  );
  return found ?? { outcome: 'travels', why: '' };
}
