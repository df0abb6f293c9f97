import { ManualClock } from '../../../common/testing/manual-clock.js';
import { JournalFile } from '../../../storage/journal/journal-file.js';
import { migrate } from '../../../storage/migrate.js';
import { SqliteStore } from '../../../storage/sqlite/sqlite-store.js';
import { StoreAwayError } from '../../../storage/store.js';
import type { SpendWindow } from '../../budgets/spend-window.js';
import type { OpenRow } from '../call-writer.js';
import { JournaledWriter } from '../journaled-writer.js';
import { closedRow } from './call-rows.js';

type Lines = Parameters<JournalFile['append']>[0];

export const windowWith = (spent: bigint): SpendWindow => ({
  scope: { kind: 'team', id: 'red' },
  per: 'total',
  startMs: 0,
  endMs: null,
  spent,
  reserved: 0n,
});

/** A journaled writer before a store of its own. */
export class JournalStage {
  readonly clock = new ManualClock();
  /** What was told of writes that had to wait. */
  readonly told: string[] = [];
  writer!: JournaledWriter;

  private constructor(readonly store: SqliteStore) {}

  static async open(place: string): Promise<JournalStage> {
    const store = await SqliteStore.open(place);
    await migrate(store);
    const stage = new JournalStage(store);
    await stage.reopen();
    return stage;
  }

  /** As the next process does, behind one that was killed. */
  async reopen(): Promise<void> {
    const { clock, store, told } = this;
    const delayed = { began: () => void told.push('began'), over: () => void told.push('over') };
    this.writer = await JournaledWriter.open({ store, journal: store.journal, clock, delayed });
  }

  close(row: OpenRow, spent: bigint): Promise<void> {
    return this.writer.close({
      row: closedRow(row),
      attempts: [],
      windows: [windowWith(spent)],
      changes: [],
    });
  }

  async outcomes() {
    const rows = await this.store.db.selectFrom('calls').select('outcome').orderBy('id').execute();
    return rows.map(({ outcome }) => outcome);
  }

  async spent() {
    return (await this.store.db.selectFrom('spend').select('spent').execute()).map((row) => row.spent);
  }
}

/** The disk takes nothing that has this in it, be it alone or with others. */
export function refuseToWrite(part: string) {
  const { append } = JournalFile.prototype as {
    readonly append: (this: JournalFile, lines: Lines) => void;
  };
  return jest.spyOn(JournalFile.prototype, 'append').mockImplementation(function (this: JournalFile, lines) {
    if (lines.bytes.toString('utf8', 0, lines.length).includes(part)) throw new StoreAwayError('disk full');
    append.call(this, lines);
  });
}
