import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LineBuffer } from '../../storage/journal/line-buffer.js';
import { temporaryFolder } from '../../storage/testing/temporary-folder.js';
import type { OpenRow } from './call-writer.js';
import { closedRow, openRow } from './testing/call-rows.js';
import { JournalStage, refuseToWrite, windowWith } from './testing/journal-stage.js';

const folder = temporaryFolder();

describe('JournaledWriter', () => {
  let stage: JournalStage;
  let opened = 0;
  beforeEach(async () => {
    stage = await JournalStage.open(join(folder, String((opened += 1))));
  });
  afterEach(() => stage.store.close());

  it('brings calls into the tables a second after they came, whether they have ended or not', async () => {
    const [ended, underWay] = [openRow({ id: 'a' }), openRow({ id: 'b' })];
    await Promise.all([stage.writer.open(ended), stage.writer.open(underWay)]);
    await stage.close(ended, 5n);
    expect(await stage.outcomes()).toEqual([]);
    stage.clock.advance(1_000);
    await stage.store.settled();
    expect([await stage.outcomes(), await stage.spent()]).toEqual([['ok', 'pending'], [5n]]);
    await stage.close(underWay, 7n);
    await stage.store.settled();
    expect([await stage.outcomes(), await stage.spent()]).toEqual([['ok', 'ok'], [7n]]);
  });

  it('finds what a process left that was killed, each call once, however often it is killed', async () => {
    const [ended, underWay, dropped] = ['a', 'b', 'c'].map((id) => openRow({ id }));
    for (const row of [ended!, underWay!, dropped!]) void stage.writer.open(row);
    const attempt = { ...closedRow(ended!), call_id: 'a', position: 0, error_code: null };
    const call = { row: closedRow(ended!), attempts: [attempt, { ...attempt, position: 1 }] };
    await stage.writer.close({ ...call, windows: [windowWith(9n)], changes: [] });
    await stage.writer.drop('c');
    for (let kill = 0; kill < 2; kill += 1) {
      await stage.reopen();
      expect([await stage.outcomes(), await stage.spent()]).toEqual([['ok', 'pending'], [9n]]);
      expect(await stage.store.db.selectFrom('attempts').select('position').execute()).toHaveLength(2);
    }
    expect(stage.told).not.toContain('began');
  });

  it.each([
    ['before its row is in the tables', false],
    ['behind that', true],
  ])('finds what was reserved for a call later, %s, and nothing where it has ended', async (_, isSettled) => {
    const [underWay, ended, dropped] = ['a', 'b', 'c'].map((id) => openRow({ id, reserved: '5' }));
    for (const row of [underWay!, ended!, dropped!]) void stage.writer.open(row);
    if (isSettled) await stage.store.settled();
    for (const id of ['a', 'b', 'c']) for (const amount of [7n, 9n]) stage.writer.reserve(id, amount);
    await stage.close(ended!, 3n);
    await stage.writer.drop('c');
    const rows = () =>
      stage.store.db.selectFrom('calls').select(['id', 'outcome', 'reserved']).orderBy('id').execute();
    const left = [
      { id: 'a', outcome: 'pending', reserved: 9n },
      { id: 'b', outcome: 'ok', reserved: 0n },
    ];
    await stage.reopen();
    expect(await rows()).toMatchObject(left);
    await stage.store.settled();
    expect(await rows()).toMatchObject(left);
  });

  it('finds what another version left, whose rows have other columns', async () => {
    const { journal } = stage.store;
    const [open, closed] = [openRow({ id: 'a' }), closedRow(openRow({ id: 'a' }))];
    const reversed = (row: object) => Object.entries({ ...row, unheard_of: 1 }).toReversed();
    const [begun, ended] = [reversed(open), reversed(closed).filter(([name]) => name !== 'finish_reason')];
    const names = (row: readonly (readonly [string, unknown])[]) => row.map(([name]) => name);
    journal.beginWith(JSON.stringify(['l', { opened: names(begun), closed: names(ended), attempts: [] }]));
    journal.append(JSON.stringify(['o', 'a', begun.map(([, value]) => value)]));
    journal.append(JSON.stringify(['c', 'a', ended.map(([, value]) => value), [], []]));
    await stage.reopen();
    expect(await stage.store.db.selectFrom('calls').selectAll().execute()).toMatchObject([
      { id: 'a', model_asked: open.model_asked, outcome: 'ok', status: closed.status, finish_reason: null },
    ]);
  });

  it('does not begin with records that it does not know', async () => {
    stage.store.journal.append('["x","a"]');
    await expect(stage.reopen()).rejects.toThrow(/newer version/);
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
      await stage.writer.open(row);
      const lost = readFileSync(fileOf(1)).lastIndexOf('\n');
      writeFileSync(fileOf(1), `${'x'.repeat(lost)}\n${lineOf(1, '["d","a"]')}`);
      await stage.reopen();
      await stage.writer.open(row);
      await stage.reopen();
      expect(await stage.outcomes()).toEqual(['pending']);
    });

    it('goes on at a generation of which neither file has a line', async () => {
      await stage.writer.open(openRow({ id: 'a' }));
      await stage.store.settled();
      // digits that are no line's are torn from the middle of one
      for (const lost of [2, 3])
        writeFileSync(fileOf(lost), `1700000000000 1 torn\n${lineOf(lost, '["d","a"]')}`);
      for (const next of [4, 4]) {
        await stage.reopen();
        expect([await stage.outcomes(), stage.store.journal.generation]).toEqual([['pending'], next]);
      }
      await stage.writer.open(openRow({ id: 'b' }));
      await stage.reopen();
      expect([await stage.outcomes(), stage.store.journal.generation]).toEqual([['pending', 'pending'], 5]);
    });
  });

  it('keeps what the tables do not take, tells of it, and tries again', async () => {
    const row = openRow({ id: 'a' });
    void stage.writer.open(row);
    await stage.close(row, 1n);
    const write = jest.spyOn(stage.store, 'write').mockRejectedValueOnce(new Error('disk full'));
    stage.clock.advance(1_000);
    await new Promise(setImmediate);
    expect([stage.told, await stage.outcomes()]).toEqual([['began'], []]);
    write.mockRestore();
    void stage.writer.open(openRow({ id: 'b' }));
    stage.clock.advance(1_000);
    await stage.store.settled();
    expect([stage.told.at(-1), await stage.outcomes()]).toEqual(['over', ['ok', 'pending']]);
  });

  afterEach(() => jest.restoreAllMocks());

  it('lets no call begin that it cannot write down, but the others of its turn', async () => {
    refuseToWrite('["o","b"');
    const begun = ['a', 'b', 'c'].map((id) => stage.writer.open(openRow({ id })));
    const states = (await Promise.allSettled(begun)).map(({ status }) => status);
    expect(states).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    await stage.reopen();
    expect(await stage.outcomes()).toEqual(['pending', 'pending']);
    await stage.store.settled();
    expect(await stage.outcomes()).toEqual(['pending', 'pending']);
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
      return stage.writer.close({ row: closedRow(row), attempts, windows: [windowWith(total)], changes: [] });
    };
    const attempts = () => stage.store.db.selectFrom('attempts').select('position').execute();
    beforeEach(() => Promise.all(['a', 'b', 'c'].map((id) => stage.writer.open(openRow({ id })))));

    it('writes it before what ends next, so that nothing is spent that a killed process does not know of', async () => {
      const writing = refuseToWrite('["c","a"');
      await endAll({ a: 5n });
      writing.mockRestore();
      await endAll({ b: 7n });
      await stage.reopen();
      expect([await stage.outcomes(), await stage.spent()]).toEqual([['ok', 'ok', 'pending'], [7n]]);
      expect(await attempts()).toHaveLength(4);
    });

    it('writes none behind it as long as it cannot be written', async () => {
      const writing = refuseToWrite('["c","a"');
      await endAll({ a: 5n, b: 7n });
      writing.mockRestore();
      await stage.reopen();
      expect([await stage.outcomes(), await stage.spent()]).toEqual([['pending', 'pending', 'pending'], []]);
    });

    it('does not bring it into the tables again behind what was changed there', async () => {
      const writing = refuseToWrite('["c","a"');
      await endAll({ a: 5n });
      writing.mockRestore();
      await stage.store.journal.betweenEnds(async () => {
        await stage.store.db.updateTable('spend').set({ spent: 1n }).execute();
      });
      await stage.store.settled();
      await stage.reopen();
      expect([await stage.outcomes(), await stage.spent()]).toEqual([['ok', 'pending', 'pending'], [1n]]);
    });

    it('writes it to the next generation, and brings it into the tables once', async () => {
      const writing = refuseToWrite('["c"');
      const write = jest.spyOn(stage.store, 'write').mockRejectedValue(new Error('disk full'));
      await endAll({ a: 5n, b: 7n });
      writing.mockRestore();
      stage.clock.advance(1_000);
      await new Promise(setImmediate);
      await endAll({ c: 9n });
      const lines = stage.store.journal
        .read()
        .at(-1)!
        .records.map((record) => record.slice(0, 8));
      expect(lines.slice(1)).toEqual(['["c","a"', '["c","b"', '["c","c"']);
      write.mockRestore();
      await stage.store.settled();
      expect([await stage.outcomes(), await stage.spent()]).toEqual([['ok', 'ok', 'ok'], [9n]]);
      expect(await attempts()).toHaveLength(6);
      await stage.reopen();
      expect([await stage.outcomes(), await stage.spent()]).toEqual([['ok', 'ok', 'ok'], [9n]]);
    });
  });
});
