import type { Fields } from './wire-fields.js';

/** Where a call of a tool stands. */
export interface CallPlace {
  /** When it was asked for, in milliseconds since the Unix epoch: no other turn of a conversation has the same. */
  readonly nowMs: number;
  /** Of the choice. */
  readonly choice: number;
  /** Among the calls of the choice. */
  readonly place: number;
}

/** A call of a tool has an id: callers bring results back by it. */
export function hasId({ id }: Fields): boolean {
  return typeof id === 'string' && id !== '';
}

/** For a call to which its server gave none, or that of another call. */
export function newCallId({ nowMs, choice, place }: CallPlace): string {
  return `call_${nowMs.toString(36)}_${choice}_${place}`;
}

/** The calls of a whole answer, each with an id of its own; the same list where nothing is to be put right. */
export function withIds(
  calls: readonly Fields[],
  of: Pick<CallPlace, 'nowMs' | 'choice'>,
): readonly Fields[] {
  const seen = new Set<unknown>();
  const isGood = (call: Fields) => hasId(call) && !seen.has(call['id']) && seen.add(call['id']);
  const read = calls.map((call, place) =>
    isGood(call) ? call : { ...call, id: newCallId({ ...of, place }) },
  );
  return read.every((call, at) => call === calls[at]) ? calls : read;
}

/** Each call has an id, and no two the same. */
export function haveIds(calls: readonly Fields[]): boolean {
  return calls.every(hasId) && new Set(calls.map(({ id }) => id)).size === calls.length;
}
