import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ManualClock } from '../../common/testing/manual-clock.js';
import { migrate } from '../../storage/migrate.js';
import { StoreAwayError } from '../../storage/store.js';
import { LineBuffer } from '../../storage/journal/line-buffer.js';
import { SqliteStore } from '../../storage/sqlite/sqlite-store.js';
import { temporaryFolder } from '../../storage/testing/temporary-folder.js';
import type { SpendWindow } from '../budgets/spend-window.js';
import type { OpenRow } from './call-writer.js';
import { JournaledWriter } from './journaled-writer.js';
import { closedRow, openRow } from './testing/call-rows.js';

const folder = temporaryFolder();
const SCOPE = { kind: 'team', id: 'red' } as const;
const windowWith = (spent: bigint): SpendWindow => ({
  scope: SCOPE,
  per: 'total',
  startMs: 0,
  endMs: null,
  spent,
  reserved: 0n,
});

describe('JournaledWriter', () => {
  let store: SqliteStore;
  let clock: ManualClock;
  let writer: JournaledWriter;
  let told: string[];
  let opened = 0;
  const openWriter = () =>
    JournaledWriter.open({
      store,
      journal: store.journal,
      clock,
      delayed: { began: () => told.push('began'), over: () => told.push('over') },
    });
  beforeEach(async () => {
    store = await SqliteStore.open(join(folder, String((opened += 1))));
    await migrate(store);
    clock = new ManualClock();
    told = [];
    writer = await openWriter();
  });
  afterEach(() => store.close());

  const close = (row: OpenRow, spent: bigint) =>
    writer.close({ row: closedRow(row), attempts: [], windows: [windowWith(spent)], changes: [] });
  const outcomes = async () => {
    const rows = await store.db.selectFrom('calls').select('outcome').orderBy('id').execute();
    return rows.map(({ outcome }) => outcome);
  };
  const spent = async () =>
    (await store.db.selectFrom('spend').select('spent').execute()).map((row) => row.spent);

  it('brings calls into the tables a second after they came, whether they have ended or not', async () => {
    const [ended, underWay] = [openRow({ id: 'a' }), openRow({ id: 'b' })];
    expect([writer.open(ended), writer.open(underWay)]).toEqual([null, null]);
    await close(ended, 5n);
    expect(await outcomes()).toEqual([]);
    clock.advance(1_000);
    await store.settled();
    expect([await outcomes(), await spent()]).toEqual([['ok', 'pending'], [5n]]);
    await close(underWay, 7n);
    await store.settled();
    expect([await outcomes(), await spent()]).toEqual([['ok', 'ok'], [7n]]);
  });

  it('finds what a process left that was killed, each call once, however often it is killed', async () => {
    const [ended, underWay, dropped] = ['a', 'b', 'c'].map((id) => openRow({ id }));
    for (const row of [ended!, underWay!, dropped!]) void writer.open(row);
    const attempt = { ...closedRow(ended!), call_id: 'a', position: 0, error_code: null };
    const call = { row: closedRow(ended!), attempts: [attempt, { ...attempt, position: 1 }] };
    await writer.close({ ...call, windows: [windowWith(9n)], changes: [] });
    await writer.drop('c');
    for (let kill = 0; kill < 2; kill += 1) {
      writer = await openWriter();
      expect([await outcomes(), await spent()]).toEqual([['ok', 'pending'], [9n]]);
      expect(await store.db.selectFrom('attempts').select('position').execute()).toHaveLength(2);
    }
    expect(told).not.toContain('began');
  });

  it('finds what another version left, whose rows have other columns', async () => {
    const { journal } = store;
    const [open, closed] = [openRow({ id: 'a' }), closedRow(openRow({ id: 'a' }))];
    const reversed = (row: object) => Object.entries({ ...row, unheard_of: 1 }).toReversed();
    const [begun, ended] = [reversed(open), reversed(closed).filter(([name]) => name !== 'finish_reason')];
    const names = (row: readonly (readonly [string, unknown])[]) => row.map(([name]) => name);
    journal.beginWith(JSON.stringify(['l', { opened: names(begun), closed: names(ended), attempts: [] }]));
    journal.append(JSON.stringify(['o', 'a', begun.map(([, value]) => value)]));
    journal.append(JSON.stringify(['c', 'a', ended.map(([, value]) => value), [], []]));
    writer = await openWriter();
    expect(await store.db.selectFrom('calls').selectAll().execute()).toMatchObject([
      { id: 'a', model_asked: open.model_asked, outcome: 'ok', status: closed.status, finish_reason: null },
    ]);
  });

  it('does not begin with records that it does not know', async () => {
    store.journal.append('["x","a"]');
    await expect(openWriter()).rejects.toThrow(/newer version/);
  });

  describe('behind a power cut that lost the first page of a generation, and not a later one', () => {
    const fileOf = (generation: number) => join(folder, String(opened), `tollgate.journal-${generation % 2}`);
    const lineOf = (generation: number, record: string) => {
      const lines = new LineBuffer();
      lines.add(generation, record);
      return lines.bytes.toString('utf8', 0, lines.length);
    };

    it('reads nothing of it at the end of what is written over it', async () => {
      const row = openRow({ id: 'a' });
      void writer.open(row);
      const lost = readFileSync(fileOf(1)).lastIndexOf('\n');
      writeFileSync(fileOf(1), `${'x'.repeat(lost)}\n${lineOf(1, '["d","a"]')}`);
      writer = await openWriter();
      void writer.open(row);
      writer = await openWriter();
      expect(await outcomes()).toEqual(['pending']);
    });

    it('goes on at a generation of which neither file has a line', async () => {
      void writer.open(openRow({ id: 'a' }));
      await store.settled();
      // digits that are no line's are torn from the middle of one
      for (const lost of [2, 3])
        writeFileSync(fileOf(lost), `1700000000000 1 torn\n${lineOf(lost, '["d","a"]')}`);
      for (const next of [4, 4]) {
        writer = await openWriter();
        expect([await outcomes(), store.journal.generation]).toEqual([['pending'], next]);
      }
      void writer.open(openRow({ id: 'b' }));
      writer = await openWriter();
      expect([await outcomes(), store.journal.generation]).toEqual([['pending', 'pending'], 5]);
    });
  });

  it('keeps what the tables do not take, tells of it, and tries again', async () => {
    const row = openRow({ id: 'a' });
    void writer.open(row);
    await close(row, 1n);
    const write = jest.spyOn(store, 'write').mockRejectedValueOnce(new Error('disk full'));
    clock.advance(1_000);
    await new Promise(setImmediate);
    expect([told, await outcomes()]).toEqual([['began'], []]);
    write.mockRestore();
    void writer.open(openRow({ id: 'b' }));
    clock.advance(1_000);
    await store.settled();
    expect([told.at(-1), await outcomes()]).toEqual(['over', ['ok', 'pending']]);
  });

  it('lets no call begin that it cannot write down', async () => {
    jest.spyOn(store.journal, 'append').mockImplementation(() => {
      throw new StoreAwayError('disk full');
    });
    await expect(writer.open(openRow())).rejects.toThrow('disk full');
    await store.settled();
    expect(await outcomes()).toEqual([]);
  });

  describe('where an end could not be written', () => {
    const refuse = () => {
      throw new StoreAwayError('disk full');
    };
    const endAll = async (ends: Readonly<Record<string, bigint>>) => {
      for (const [id, total] of Object.entries(ends))
        await Promise.allSettled([closeWithAttempts(openRow({ id }), total)]);
    };
    const closeWithAttempts = (row: OpenRow, total: bigint) => {
      const attempts = [0, 1].map((position) => {
        return { ...closedRow(row), call_id: String(row.id), position, error_code: null };
      });
      return writer.close({ row: closedRow(row), attempts, windows: [windowWith(total)], changes: [] });
    };
    const attempts = () => store.db.selectFrom('attempts').select('position').execute();
    beforeEach(() => {
      for (const id of ['a', 'b', 'c']) void writer.open(openRow({ id }));
    });

    it('writes it before what ends next, so that nothing is spent that a killed process does not know of', async () => {
      jest.spyOn(store.journal, 'append').mockImplementationOnce(refuse);
      await endAll({ a: 5n, b: 7n });
      writer = await openWriter();
      expect([await outcomes(), await spent()]).toEqual([['ok', 'ok', 'pending'], [7n]]);
      expect(await attempts()).toHaveLength(4);
    });

    it('writes none behind it as long as it cannot be written', async () => {
      const { journal } = store;
      const write = journal.append.bind(journal);
      const append = jest.spyOn(journal, 'append').mockImplementation((record) => {
        if (record.startsWith('["c","a"')) refuse();
        write(record);
      });
      await endAll({ a: 5n, b: 7n });
      append.mockRestore();
      writer = await openWriter();
      expect([await outcomes(), await spent()]).toEqual([['pending', 'pending', 'pending'], []]);
    });

    it('does not bring it into the tables again behind what was changed there', async () => {
      jest.spyOn(store.journal, 'append').mockImplementationOnce(refuse);
      await endAll({ a: 5n });
      await store.journal.betweenEnds(async () => {
        await store.db.updateTable('spend').set({ spent: 1n }).execute();
      });
      await store.settled();
      writer = await openWriter();
      expect([await outcomes(), await spent()]).toEqual([['ok', 'pending', 'pending'], [1n]]);
    });

    it('writes it to the next generation, and brings it into the tables once', async () => {
      const append = jest.spyOn(store.journal, 'append').mockImplementation(refuse);
      const write = jest.spyOn(store, 'write').mockRejectedValue(new Error('disk full'));
      await endAll({ a: 5n, b: 7n });
      append.mockRestore();
      clock.advance(1_000);
      await new Promise(setImmediate);
      await endAll({ c: 9n });
      const lines = store.journal
        .read()
        .at(-1)!
        .records.map((record) => record.slice(0, 8));
      expect(lines.slice(1)).toEqual(['["c","a"', '["c","b"', '["c","c"']);
      write.mockRestore();
      await store.settled();
      expect([await outcomes(), await spent()]).toEqual([['ok', 'ok', 'ok'], [9n]]);
      expect(await attempts()).toHaveLength(6);
      writer = await openWriter();
      expect([await outcomes(), await spent()]).toEqual([['ok', 'ok', 'ok'], [9n]]);
    });
  });
});
