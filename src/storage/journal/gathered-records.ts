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

type Failures = ReadonlyMap<GatheredRecord, unknown>;

const NONE: Failures = new Map();

/**
 * Records of one turn of the event loop. A write takes hardly longer for many than for one: so they wait for the end of
 * the turn, which comes before anything new is read.
 */
export class GatheredRecords {
  private records: GatheredRecord[] = [];
  /** Of this turn; `null` = nothing is gathered. */
  private written: PromiseWithResolvers<Failures> | null = null;

  constructor(private readonly options: GatheredRecordsOptions) {}

  /** Resolves once it is written, alone or with others. @throws why it is not. */
  add(record: GatheredRecord): Promise<void> {
    this.records.push(record);
    if (this.written === null) {
      this.written = Promise.withResolvers();
      this.options.atEndOfTurn(this.write);
    }
    return this.written.promise.then((failures) => throwFailureOf(record, failures));
  }

  /** At once, and not at the end of the turn. It never fails: why a record is not written, `add` says. */
  readonly write = (): void => {
    const { records, written } = this;
    if (written === null) return;
    this.records = [];
    this.written = null;
    written.resolve(this.writeAll(records));
  };

  private writeAll(records: readonly GatheredRecord[]): Failures {
    try {
      this.options.writeTogether(records);
      return NONE;
    } catch {
      return oneByOne(records);
    }
  }
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
