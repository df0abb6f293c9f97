import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { JournalFile } from '../../storage/journal/journal-file.js';
import { Journal } from '../../storage/journal/journal.js';
import { temporaryFolder } from '../../storage/testing/temporary-folder.js';
import { JournaledWriter } from './journaled-writer.js';
import { openRow } from './testing/call-rows.js';
import { JournalStage, refuseToWrite } from './testing/journal-stage.js';

const folder = temporaryFolder();
const STORE_AWAY = 'The store (TOLLGATE_DATA) cannot be written.';

describe('JournaledWriter in one turn of the event loop', () => {
  let stage: JournalStage;
  let opened = 0;
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
    stage = await JournalStage.open(join(folder, String((opened += 1))));
    const place = join(folder, `${opened} turns`);
    mkdirSync(place);
    [turns, done] = [[], []];
    journal = new Journal(place, stage.clock, (work) => turns.push(work));
    const { clock, store } = stage;
    const delayed = { began: () => undefined, over: () => undefined };
    stage.writer = await JournaledWriter.open({ store, journal, clock, delayed });
  });
  afterEach(async () => {
    await journal.settled();
    await journal.close();
    await stage.store.close();
    jest.restoreAllMocks();
  });

  it('writes all that begins and ends by one write, and tells nobody before', async () => {
    const write = jest.spyOn(JournalFile.prototype, 'append');
    const [one, two, three] = ['a', 'b', 'c'].map((id) => openRow({ id }));
    void note('a begun', stage.writer.open(one!));
    void note('b begun', stage.writer.open(two!));
    await new Promise(setImmediate);
    expect([done, write.mock.calls.length, turns.length]).toEqual([[], 0, 1]);
    await endTurn();
    expect([done, written()]).toEqual([
      ['a begun', 'b begun'],
      ['"o","a"', '"o","b"'],
    ]);
    void note('a ended', stage.close(one!, 5n));
    void note('c begun', stage.writer.open(three!));
    void note('b dropped', stage.writer.drop('b'));
    await new Promise(setImmediate);
    expect([done.length, write.mock.calls.length, turns.length]).toEqual([2, 1, 1]);
    await endTurn();
    expect(done.slice(2)).toEqual(['a ended', 'c begun', 'b dropped']);
    expect(written().slice(2)).toEqual(['"c","a"', '"o","c"', '"d","b"']);
    expect(write).toHaveBeenCalledTimes(2);
  });

  it('writes what is gathered before it brings anything into the tables', async () => {
    const [one, two] = ['a', 'b'].map((id) => openRow({ id }));
    void note('a begun', stage.writer.open(one!));
    await journal.settled();
    expect([done, await stage.outcomes()]).toEqual([['a begun'], ['pending']]);
    void note('a ended', stage.close(one!, 5n));
    void note('b begun', stage.writer.open(two!));
    await journal.betweenEnds(async () => {
      expect([done.slice(1), await stage.outcomes(), await stage.spent()]).toEqual([
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
    for (const row of [one!, two!]) void stage.writer.open(row);
    await endTurn();
    jest.spyOn(JournalFile.prototype, 'makeRoom').mockImplementation(() => {
      throw new Error('The disk is full.');
    });
    void note('a ended', stage.close(one!, 5n));
    void note('c begun', stage.writer.open(three!));
    void note('b ended', stage.close(two!, 7n));
    await endTurn();
    const refused = `c begun: ${STORE_AWAY}`;
    expect(done).toEqual(['a ended', refused, 'b ended']);
    expect(written().slice(2)).toEqual(['"c","a"', '"c","b"']);
    await journal.settled();
    expect([await stage.outcomes(), await stage.spent()]).toEqual([['ok', 'ok'], [7n]]);
  });

  it('writes no end of it before one that was not written, and all of them once it can', async () => {
    const rows = ['a', 'b', 'c', 'd'].map((id) => openRow({ id }));
    for (const row of rows) void stage.writer.open(row);
    await endTurn();
    const writing = refuseToWrite('["c","b"');
    const [one, two, three, four] = rows;
    for (const [row, total] of [
      [one!, 1n],
      [two!, 2n],
      [three!, 3n],
    ] as const)
      void note(`${row.id} ended`, stage.close(row, total));
    await endTurn();
    expect(done).toEqual(['a ended', ...['b', 'c'].map((id) => `${id} ended: ${STORE_AWAY}`)]);
    expect(written().slice(4)).toEqual(['"c","a"']);
    writing.mockRestore();
    void note('d ended', stage.close(four!, 4n));
    await endTurn();
    expect(done.at(-1)).toBe('d ended');
    expect(written().slice(4)).toEqual(['"c","a"', '"c","b"', '"c","c"', '"c","d"']);
  });

  it('writes what is gathered before it closes its files', async () => {
    void note('a begun', stage.writer.open(openRow({ id: 'a' })));
    await journal.close();
    expect([written(), done]).toEqual([['"o","a"'], ['a begun']]);
    await journal.settled();
    journal = new Journal(join(folder, String(opened)), stage.clock);
  });
});
