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

const SAMPLING = 'The newest models choose it themselves: rules of the model, not of the API, take it out.';

const EXPECTATIONS: readonly Expectation[] = [
  { row: 'Temperature', wires: ['anthropic', 'gemini'], outcome: 'told', why: SAMPLING },
  { row: 'Top-p', wires: ['anthropic', 'gemini'], outcome: 'told', why: SAMPLING },
];

/** What is expected of a cell: all travels, unless there is a reason. */
export function expectationOf(row: string, surface: Surface, wire: Wire): Pick<Expectation, 'outcome'> & { readonly why?: string } {
  const found = EXPECTATIONS.find(
    ({ row: its, surfaces, wires }) =>
      its === row && (surfaces?.includes(surface.id) ?? true) && (wires?.includes(wire.id) ?? true),
  );
  return found ?? { outcome: 'travels' };
}
