import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ManualClock } from '../../common/testing/manual-clock.js';
import { migrate } from '../../storage/migrate.js';
import { StoreAwayError } from '../../storage/store.js';
import { JournalFile } from '../../storage/journal/journal-file.js';
import { Journal } from '../../storage/journal/journal.js';
import { LineBuffer } from '../../storage/journal/line-buffer.js';
import { SqliteStore } from '../../storage/sqlite/sqlite-store.js';
import { temporaryFolder } from '../../storage/testing/temporary-folder.js';
import type { SpendWindow } from '../budgets/spend-window.js';
import type { OpenRow } from './call-writer.js';
import { JournaledWriter } from './journaled-writer.js';
import { closedRow, openRow } from './testing/call-rows.js';

const folder = temporaryFolder();
type Lines = Parameters<JournalFile['append']>[0];
const STORE_AWAY = 'The store (TOLLGATE_DATA) cannot be written.';
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
    await Promise.all([writer.open(ended), writer.open(underWay)]);
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
      await writer.open(row);
      const lost = readFileSync(fileOf(1)).lastIndexOf('\n');
      writeFileSync(fileOf(1), `${'x'.repeat(lost)}\n${lineOf(1, '["d","a"]')}`);
      writer = await openWriter();
      await writer.open(row);
      writer = await openWriter();
      expect(await outcomes()).toEqual(['pending']);
    });

    it('goes on at a generation of which neither file has a line', async () => {
      await writer.open(openRow({ id: 'a' }));
      await store.settled();
      // digits that are no line's are torn from the middle of one
      for (const lost of [2, 3])
        writeFileSync(fileOf(lost), `1700000000000 1 torn\n${lineOf(lost, '["d","a"]')}`);
      for (const next of [4, 4]) {
        writer = await openWriter();
        expect([await outcomes(), store.journal.generation]).toEqual([['pending'], next]);
      }
      await writer.open(openRow({ id: 'b' }));
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

  /** The disk takes nothing that has this in it, be it alone or with others. */
  const refuseToWrite = (part: string) => {
    const { append } = JournalFile.prototype as {
      readonly append: (this: JournalFile, lines: Lines) => void;
    };
    return jest.spyOn(JournalFile.prototype, 'append').mockImplementation(function (
      this: JournalFile,
      lines,
    ) {
      if (lines.bytes.toString('utf8', 0, lines.length).includes(part)) throw new StoreAwayError('disk full');
      append.call(this, lines);
    });
  };
  afterEach(() => jest.restoreAllMocks());

  it('lets no call begin that it cannot write down, but the others of its turn', async () => {
    refuseToWrite('["o","b"');
    const begun = ['a', 'b', 'c'].map((id) => writer.open(openRow({ id })));
    const states = (await Promise.allSettled(begun)).map(({ status }) => status);
    expect(states).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    writer = await openWriter();
    expect(await outcomes()).toEqual(['pending', 'pending']);
    await store.settled();
    expect(await outcomes()).toEqual(['pending', 'pending']);
  });

  describe('in one turn of the event loop', () => {
    let journal: Journal;
    let turns: (() => void)[];
    let done: string[];
    const endTurn = async () => {
      for (const work of turns.splice(0)) work();
      await new Promise(setImmediate);
    };
    const note = (name: string, written: Promise<void> | null) =>
      written!.then(
        () => done.push(name),
        (error: Error) => done.push(`${name}: ${error.message}`),
      );
    const written = () => {
      const other = new Journal(join(folder, `${opened} turns`));
      const [, { records }] = other.read() as [unknown, { records: readonly string[] }];
      void other.close();
      return records.slice(1).map((record) => record.slice(1, 8));
    };
    beforeEach(async () => {
      const place = join(folder, `${opened} turns`);
      mkdirSync(place);
      [turns, done] = [[], []];
      journal = new Journal(place, clock, (work) => turns.push(work));
      const delayed = { began: () => undefined, over: () => undefined };
      writer = await JournaledWriter.open({ store, journal, clock, delayed });
    });
    afterEach(async () => {
      await journal.settled();
      await journal.close();
    });

    it('writes all that begins and ends by one write, and tells nobody before', async () => {
      const write = jest.spyOn(JournalFile.prototype, 'append');
      const [one, two, three] = ['a', 'b', 'c'].map((id) => openRow({ id }));
      void note('a begun', writer.open(one!));
      void note('b begun', writer.open(two!));
      await new Promise(setImmediate);
      expect([done, write.mock.calls.length, turns.length]).toEqual([[], 0, 1]);
      await endTurn();
      expect([done, written()]).toEqual([
        ['a begun', 'b begun'],
        ['"o","a"', '"o","b"'],
      ]);
      void note('a ended', close(one!, 5n));
      void note('c begun', writer.open(three!));
      void note('b dropped', writer.drop('b'));
      await new Promise(setImmediate);
      expect([done.length, write.mock.calls.length, turns.length]).toEqual([2, 1, 1]);
      await endTurn();
      expect(done.slice(2)).toEqual(['a ended', 'c begun', 'b dropped']);
      expect(written().slice(2)).toEqual(['"c","a"', '"o","c"', '"d","b"']);
      expect(write).toHaveBeenCalledTimes(2);
    });

    it('writes what is gathered before it brings anything into the tables', async () => {
      const [one, two] = ['a', 'b'].map((id) => openRow({ id }));
      void note('a begun', writer.open(one!));
      await journal.settled();
      expect([done, await outcomes()]).toEqual([['a begun'], ['pending']]);
      void note('a ended', close(one!, 5n));
      void note('b begun', writer.open(two!));
      await journal.betweenEnds(async () => {
        expect([done.slice(1), await outcomes(), await spent()]).toEqual([
          ['a ended', 'b begun'],
          ['ok', 'pending'],
          [5n],
        ]);
      });
      await endTurn();
      expect(done).toHaveLength(3);
    });

    it('writes one by one what the disk does not take together, refuses what begins, and keeps ends', async () => {
      const [one, two, three] = ['a', 'b', 'c'].map((id) => openRow({ id }));
      for (const row of [one!, two!]) void writer.open(row);
      await endTurn();
      jest.spyOn(JournalFile.prototype, 'makeRoom').mockImplementation(() => {
        throw new Error('The disk is full.');
      });
      void note('a ended', close(one!, 5n));
      void note('c begun', writer.open(three!));
      void note('b ended', close(two!, 7n));
      await endTurn();
      const refused = `c begun: ${STORE_AWAY}`;
      expect(done).toEqual(['a ended', refused, 'b ended']);
      expect(written().slice(2)).toEqual(['"c","a"', '"c","b"']);
      await journal.settled();
      expect([await outcomes(), await spent()]).toEqual([['ok', 'ok'], [7n]]);
    });

    it('writes no end of it before one that was not written, and all of them once it can', async () => {
      const rows = ['a', 'b', 'c', 'd'].map((id) => openRow({ id }));
      for (const row of rows) void writer.open(row);
      await endTurn();
      const writing = refuseToWrite('["c","b"');
      const [one, two, three, four] = rows;
      for (const [row, total] of [
        [one!, 1n],
        [two!, 2n],
        [three!, 3n],
      ] as const)
        void note(`${row.id} ended`, close(row, total));
      await endTurn();
      expect(done).toEqual(['a ended', ...['b', 'c'].map((id) => `${id} ended: ${STORE_AWAY}`)]);
      expect(written().slice(4)).toEqual(['"c","a"']);
      writing.mockRestore();
      void note('d ended', close(four!, 4n));
      await endTurn();
      expect(done.at(-1)).toBe('d ended');
      expect(written().slice(4)).toEqual(['"c","a"', '"c","b"', '"c","c"', '"c","d"']);
    });

    it('writes what is gathered before it closes its files', async () => {
      void note('a begun', writer.open(openRow({ id: 'a' })));
      await journal.close();
      expect([written(), done]).toEqual([['"o","a"'], ['a begun']]);
      await journal.settled();
      journal = new Journal(join(folder, String(opened)), clock);
    });
  });

  describe('where an end could not be written', () => {
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
    beforeEach(() => Promise.all(['a', 'b', 'c'].map((id) => writer.open(openRow({ id })))));

    it('writes it before what ends next, so that nothing is spent that a killed process does not know of', async () => {
      const writing = refuseToWrite('["c","a"');
      await endAll({ a: 5n });
      writing.mockRestore();
      await endAll({ b: 7n });
      writer = await openWriter();
      expect([await outcomes(), await spent()]).toEqual([['ok', 'ok', 'pending'], [7n]]);
      expect(await attempts()).toHaveLength(4);
    });

    it('writes none behind it as long as it cannot be written', async () => {
      const writing = refuseToWrite('["c","a"');
      await endAll({ a: 5n, b: 7n });
      writing.mockRestore();
      writer = await openWriter();
      expect([await outcomes(), await spent()]).toEqual([['pending', 'pending', 'pending'], []]);
    });

    it('does not bring it into the tables again behind what was changed there', async () => {
      const writing = refuseToWrite('["c","a"');
      await endAll({ a: 5n });
      writing.mockRestore();
      await store.journal.betweenEnds(async () => {
        await store.db.updateTable('spend').set({ spent: 1n }).execute();
      });
      await store.settled();
      writer = await openWriter();
      expect([await outcomes(), await spent()]).toEqual([['ok', 'pending', 'pending'], [1n]]);
    });

    it('writes it to the next generation, and brings it into the tables once', async () => {
      const writing = refuseToWrite('["c"');
      const write = jest.spyOn(store, 'write').mockRejectedValue(new Error('disk full'));
      await endAll({ a: 5n, b: 7n });
      writing.mockRestore();
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
