import type { Journal } from '../../storage/journal/journal.js';
import { StoreRefusedError, type Statement, type Store } from '../../storage/store.js';
import { CallBatch, type OpenedInJson } from './call-batch.js';
import { CLOSING } from './call-writer.js';
import { ATTEMPT_COLUMNS, OPEN_COLUMNS, RENEWED_COLUMNS } from './ledger-columns.js';

/** The setting of the store that tells up to which generation of the journal all is in the tables. */
const SETTING = 'journal';

type Values = readonly unknown[];
/** Names of columns, in the order of their values. */
interface Layout {
  readonly opened: readonly string[];
  readonly closed: readonly string[];
  readonly attempts: readonly string[];
}
/** A record of the journal: how those behind it are laid out; a call that begins, has more reserved for it, ends, or was not made. */
type CallRecord =
  | ['l', Layout]
  | ['o', string, Values]
  | ['r', string, string]
  | ['c', string, Values, readonly Values[], readonly Values[]]
  | ['d', string];

const LAYOUT: Layout = {
  opened: Object.keys(OPEN_COLUMNS),
  closed: Object.keys(CLOSING),
  attempts: Object.keys(ATTEMPT_COLUMNS),
};

/** Records of the journal on their way into the tables: each once, whenever the process ends. */
export class CallRecords {
  constructor(
    private readonly store: Pick<Store, 'db' | 'write'>,
    private readonly journal: Journal,
  ) {
    journal.beginWith(JSON.stringify(['l', LAYOUT] satisfies CallRecord));
  }

  statementsFor(batch: CallBatch, generation: number): readonly Statement[] {
    const { db } = this.store;
    const marker = db
      .insertInto('store_settings')
      .values({ name: SETTING, value: String(generation) })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: String(generation) }))
      .compile();
    return [...batch.statements(), marker];
  }

  /**
   * Also what another version of this program has left, whose rows may have more columns, or fewer.
   * @throws StoreRefusedError for records that this version does not know, and what the store throws.
   */
  async recover(): Promise<void> {
    const { journal } = this;
    const setting = await this.store.db
      .selectFrom('store_settings')
      .select('value')
      .where('name', '=', SETTING)
      .executeTakeFirst();
    let last = Number(setting?.value ?? 0);
    const contents = journal.read();
    for (const { generation, records } of contents) {
      if (generation <= last) continue;
      const batch = new CallBatch();
      let layout = LAYOUT;
      for (const text of records) {
        const record = JSON.parse(text) as CallRecord;
        if (record[0] === 'l') layout = record[1];
        else replay(record, layout, batch);
      }
      await this.store.write(this.statementsFor(batch, generation));
      last = generation;
    }
    // a line of the same generation, left behind what is written now, would be read as its end
    journal.turn(Math.max(last, ...contents.map(({ newest }) => newest)) + 1);
  }
}

function replay(record: Exclude<CallRecord, ['l', Layout]>, layout: Layout, batch: CallBatch): void {
  switch (record[0]) {
    case 'o':
      return batch.open(record[1], openedInJson(fitted(record[2], layout, 'opened')));
    case 'r':
      return batch.reserve(record[1], record[2]);
    case 'c': {
      const [, id, closed, attempts, spent] = record;
      const rows = attempts.map((values) => JSON.stringify(fitted(values, layout, 'attempts')));
      batch.close(id, { closed: withoutBrackets(fitted(closed, layout, 'closed')), attempts: rows.join() });
      for (const row of spent) batch.spend(row.slice(0, 3).join(' '), JSON.stringify(row));
      return;
    }
    case 'd':
      return batch.drop(record[1]);
    default:
      throw new StoreRefusedError(
        'The journal in TOLLGATE_DATA was left by a newer version of this program: start that one, stop it in order, and then this one.',
      );
  }
}

function openedInJson(values: Values): OpenedInJson {
  const renewed = Object.keys(RENEWED_COLUMNS).length;
  return {
    renewed: withoutBrackets(values.slice(0, renewed)),
    lasting: withoutBrackets(values.slice(renewed)),
  };
}

function withoutBrackets(values: Values): string {
  return JSON.stringify(values).slice(1, -1);
}

/** Values in the order of this version's columns; what the other one did not have is null. */
function fitted(values: Values, layout: Layout, kind: keyof Layout): Values {
  const [names, wanted] = [layout[kind], LAYOUT[kind]];
  return wanted.map((name) => values[names.indexOf(name)] ?? null);
}
