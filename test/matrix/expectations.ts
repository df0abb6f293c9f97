import { EXPECTED } from './expected.js';
import type { Outcome } from './outcome.js';
import type { Surface, Wire } from './pairs.js';

/** What does not travel, and why. */
export interface Expectation {
  readonly rows: readonly string[];
  /** Left out = all of them. */
  readonly surfaces?: readonly Surface['id'][];
  readonly wires?: readonly Wire['id'][];
  readonly outcome: Outcome;
  /** In its place in the document. */
  readonly shown?: 'kept' | 'not needed' | 'in words';
  /** A sentence for the document; empty = nothing has to be said. */
  readonly why: string;
}

const ALL_TRAVELS: Expectation = { rows: [], outcome: 'travels', why: '' };

/** What is expected of a cell: all travels, unless there is a reason. The first that fits holds. */
export function expectationOf(row: string, surface: Surface, wire: Wire): Expectation {
  const found = EXPECTED.find(
    ({ rows, surfaces, wires }) =>
      rows.includes(row) && (surfaces?.includes(surface.id) ?? true) && (wires?.includes(wire.id) ?? true),
  );
  return found ?? ALL_TRAVELS;
}
