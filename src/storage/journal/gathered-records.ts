/** A record that is written with all others of its turn of the event loop. */
export interface GatheredRecord {
  /** Without line breaks. */
  readonly text: string;
  /** It may be refused, and is where there would be no room for what ends. */
  readonly needsRoom: boolean;
  /** Where they could not be written together. @throws why it is not written. */
  writeAlone(): void;
}

export interface GatheredRecordsOptions {
  /** All of them, or none. @throws why they are not written. */
  readonly writeTogether: (records: readonly GatheredRecord[]) => void;
  /** Does its work behind all else of this turn of the event loop. */
  readonly atEndOfTurn: (work: () => void) => void;
}

/** Told why a record is not written. */
export type OnNotWritten = (error: unknown) => void;

type Failures = ReadonlyMap<GatheredRecord, unknown>;

const NONE: Failures = new Map();

/** What is gathered in one turn. */
class Turn {
  readonly records: GatheredRecord[] = [];
  /** One of each record; `undefined` = `add` says it. */
  readonly listeners: (OnNotWritten | undefined)[] = [];
  readonly written = Promise.withResolvers<void>();
  failures = NONE;
}

/**
 * Records of one turn of the event loop. A write takes hardly longer for many than for one: so they wait for the end of
 * the turn, which comes before anything new is read.
 */
export class GatheredRecords {
  /** `null` = nothing is gathered. */
  private turn: Turn | null = null;

  constructor(private readonly options: GatheredRecordsOptions) {}

  /**
   * Resolves once it is written, alone or with others, or once the listener was told why it is not. Those that have a
   * listener share the promise of their turn: a chain of promises for each call takes as long as its rows.
   * @throws why it is not written, without a listener.
   */
  add(record: GatheredRecord, listener?: OnNotWritten): Promise<void> {
    const turn = this.turn ?? this.begin();
    turn.records.push(record);
    turn.listeners.push(listener);
    const { promise } = turn.written;
    return listener ? promise : promise.then(() => throwFailureOf(record, turn.failures));
  }

  /** At once, and not at the end of the turn. Why a record is not written is told apart. @throws what a listener does. */
  readonly write = (): void => {
    const { turn } = this;
    if (turn === null) return;
    this.turn = null;
    turn.failures = this.writeAll(turn.records);
    try {
      if (turn.failures.size > 0) tellFailures(turn);
    } finally {
      turn.written.resolve();
    }
  };

  private begin(): Turn {
    const turn = new Turn();
    this.turn = turn;
    this.options.atEndOfTurn(this.write);
    return turn;
  }

  private writeAll(records: readonly GatheredRecord[]): Failures {
    try {
      this.options.writeTogether(records);
      return NONE;
    } catch {
      return oneByOne(records);
    }
  }
}

function tellFailures({ records, listeners, failures }: Turn): void {
  for (const [at, record] of records.entries())
    if (failures.has(record)) listeners[at]?.(failures.get(record));
}

function throwFailureOf(record: GatheredRecord, failures: Failures): void {
  if (failures.has(record)) throw failures.get(record);
}

function oneByOne(records: readonly GatheredRecord[]): Failures {
  const failures = new Map<GatheredRecord, unknown>();
  for (const record of records) {
    try {
      record.writeAlone();
    } catch (error) {
      failures.set(record, error);
    }
  }
  return failures;
}
