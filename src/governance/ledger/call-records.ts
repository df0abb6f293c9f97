import type { Journal } from '../../storage/journal/journal.js';
import type { Statement, Store } from '../../storage/store.js';
import { CallBatch } from './call-batch.js';

/** The setting of the store that tells up to which generation of the journal all is in the tables. */
const SETTING = 'journal';

type Values = readonly unknown[];
/** A record of the journal: a call that begins, ends, or was not made. */
type CallRecord =
  ['o', string, Values] | ['c', string, Values, readonly Values[], readonly Values[]] | ['d', string];

/** Records of the journal on their way into the tables: each once, whenever the process ends. */
export class CallRecords {
  constructor(
    private readonly store: Pick<Store, 'db' | 'write'>,
    private readonly journal: Journal,
  ) {}

  statementsFor(batch: CallBatch, generation: number): readonly Statement[] {
    const { db } = this.store;
    const marker = db
      .insertInto('store_settings')
      .values({ name: SETTING, value: String(generation) })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: String(generation) }))
      .compile();
    return [...batch.statements(), marker];
  }

  /** @throws what the store throws. */
  async recover(): Promise<void> {
    const { journal } = this;
    const setting = await this.store.db
      .selectFrom('store_settings')
      .select('value')
      .where('name', '=', SETTING)
      .executeTakeFirst();
    let last = Number(setting?.value ?? 0);
    for (const { generation, records } of journal.read()) {
      if (generation <= last) continue;
      const batch = new CallBatch();
      for (const record of records) replay(JSON.parse(record) as CallRecord, batch);
      await this.store.write(this.statementsFor(batch, generation));
      last = generation;
    }
    journal.turn(last + 1);
  }
}

function replay(record: CallRecord, batch: CallBatch): void {
  const [kind, id] = record;
  if (kind === 'o') return batch.open(id, JSON.stringify(record[2]));
  if (kind === 'd') return batch.drop(id);
  const [, , closed, attempts, spent] = record;
  const inJson = { closed: JSON.stringify(closed), attempts: JSON.stringify(attempts).slice(1, -1) };
  batch.close(id, inJson);
  for (const row of spent) batch.spend(row.slice(0, 3).join(' '), JSON.stringify(row));
}
