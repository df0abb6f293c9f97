import fs, { appendFileSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ManualClock } from '../../common/testing/manual-clock.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { StoreAwayError } from '../store.js';
import { JournalFile } from './journal-file.js';
import { Journal } from './journal.js';

const folder = temporaryFolder();
const turn = () => new Promise((resolve) => setImmediate(resolve));
/** Behind every flush that was begun. */
const settled = async (flushes: jest.SpyInstance<Promise<void>>) => {
  await Promise.all(flushes.mock.results.map(({ value }) => value as Promise<void>));
  await turn();
};
const file = (generation: number) => join(folder, `tollgate.journal-${generation % 2}`);

describe('Journal', () => {
  let journal: Journal;
  let clock: ManualClock;
  const contents = () => {
    const other = new Journal(folder);
    const found = other.read().map(({ generation, records }) => ({ generation, records }));
    void other.close();
    return found;
  };
  beforeEach(() => {
    for (const each of [0, 1]) rmSync(file(each), { force: true });
    clock = new ManualClock();
    journal = new Journal(folder, clock);
    journal.turn(1);
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await journal.close();
  });

  it('has what was appended in its file at once, for its owner alone', () => {
    journal.append('one ✓');
    expect(contents()).toEqual([
      { generation: 0, records: [] },
      { generation: 1, records: ['one ✓'] },
    ]);
    journal.appendIfRoom('two');
    expect(contents()[1]).toEqual({ generation: 1, records: ['one ✓', 'two'] });
    expect(statSync(file(1)).mode & 0o777).toBe(0o600);
  });

  it('takes what ends while it refuses what begins', () => {
    const why = new StoreAwayError('It was taken over.');
    journal.refuse(why);
    expect(() => journal.appendIfRoom('begun')).toThrow(why);
    journal.append('ended');
    journal.refuse(null);
    journal.appendIfRoom('begun later');
    expect(contents()[1]?.records).toEqual(['ended', 'begun later']);
  });

  it('lets nothing begin where the disk has no room for its end, which is written all the same', () => {
    const makeRoom = jest.spyOn(JournalFile.prototype, 'makeRoom').mockImplementation(() => {
      throw new Error('The disk is full.');
    });
    expect(() => journal.appendIfRoom('begun')).toThrow(StoreAwayError);
    expect(journal.writes.hasFailed).toBe(true);
    journal.append('ended');
    makeRoom.mockRestore();
    expect(contents()[1]?.records).toEqual(['ended']);
  });

  describe('gathers what comes in one turn of the event loop', () => {
    let turns: (() => void)[];
    let alone: string[];
    const record = (text: string, needsRoom = false) => ({
      text,
      needsRoom,
      writeAlone: () => {
        alone.push(text);
        if (needsRoom) journal.appendIfRoom(text);
        else journal.append(text);
      },
    });
    const endTurn = () => turns.splice(0).forEach((work) => work());
    beforeEach(async () => {
      await journal.close();
      [turns, alone] = [[], []];
      journal = new Journal(folder, clock, (work) => turns.push(work));
      journal.turn(3);
    });

    it('and writes it together at its end, in its order and behind how its generation begins', async () => {
      const write = jest.spyOn(JournalFile.prototype, 'append');
      journal.beginWith('how');
      const gathered = ['one ✓', 'two', 'three'].map((text, at) => journal.gather(record(text, at === 1)));
      expect([write.mock.calls.length, turns.length]).toEqual([0, 1]);
      endTurn();
      await Promise.all(gathered);
      expect([contents()[1]?.records, write.mock.calls.length]).toEqual([
        ['how', 'one ✓', 'two', 'three'],
        1,
      ]);
      expect([alone, journal.writes.tried, clock.pendingTimers]).toEqual([[], 1, 1]);
    });

    it('and writes it before it turns to another generation, and before it closes', async () => {
      const first = journal.gather(record('one'));
      journal.turn(4);
      const second = journal.gather(record('two'));
      await journal.close();
      await Promise.all([first, second]);
      endTurn();
      journal = new Journal(folder, clock);
      expect(contents().map(({ records }) => records)).toEqual([['one'], ['two']]);
    });

    it('and writes it one by one where something of it is refused, and what is asked to be', async () => {
      const why = new StoreAwayError('It was taken over.');
      const [ended, begun] = [journal.gather(record('ended')), journal.gather(record('begun', true))];
      journal.refuse(why);
      endTurn();
      await expect(begun).rejects.toBe(why);
      await ended;
      journal.refuse(null);
      journal.oneByOneWhile(() => true);
      const next = journal.gather(record('next'));
      endTurn();
      await next;
      expect([alone, contents()[1]?.records]).toEqual([
        ['ended', 'begun', 'next'],
        ['ended', 'next'],
      ]);
    });

    it('and tells who listens why something is not written, before anybody is told that the turn is over', async () => {
      const why = new StoreAwayError('It was taken over.');
      const told: string[] = [];
      const gathered = [
        journal.gather(record('ended'), () => told.push('ended is lost')),
        journal.gather(record('begun', true), (error) => told.push(error === why ? 'begun is lost' : 'odd')),
        journal.gather(record('begun, too', true)),
      ];
      for (const [at, written] of gathered.entries())
        void written.then(
          () => told.push(`${at} is over`),
          () => told.push(`${at} is lost`),
        );
      journal.refuse(why);
      endTurn();
      expect(told).toEqual(['begun is lost']);
      await Promise.allSettled(gathered);
      expect(told).toEqual(['begun is lost', '0 is over', '1 is over', '2 is lost']);
      expect(contents()[1]?.records).toEqual(['ended']);
    });

    it('and finds nothing of it that the disk took in part and that was not written alone', async () => {
      const { writeSync } = fs;
      jest.spyOn(fs, 'writeSync').mockImplementationOnce((...asked: unknown[]) => {
        const [handle, bytes, at, length, position] = asked as [number, Buffer, number, number, number];
        return writeSync(handle, bytes, at, length - 1, position);
      });
      const lost = () => {
        throw new StoreAwayError('The disk is full.');
      };
      const others = ['two', 'three'].map((text) => ({ ...record(text), writeAlone: lost }));
      const gathered = [record('one'), ...others].map((each) => journal.gather(each));
      endTurn();
      const states = (await Promise.allSettled(gathered)).map(({ status }) => status);
      expect(states).toEqual(['fulfilled', 'rejected', 'rejected']);
      expect(contents()[1]?.records).toEqual(['one']);
    });
  });

  it('has room for ends in this generation and in the next one before anything begins', () => {
    const room = 256 * 1024;
    journal.appendIfRoom('begun');
    for (const each of [0, 1]) expect(statSync(file(each)).size).toBeGreaterThanOrEqual(room);
    const long = 'x'.repeat(2 * room);
    journal.append(long);
    journal.appendIfRoom('begun later');
    expect(statSync(file(1)).size).toBeGreaterThanOrEqual(3 * room);
    expect(contents()[1]?.records).toEqual(['begun', long, 'begun later']);
  });

  it('flushes 15 ms after the first of what was appended, all of it at once', async () => {
    const flushes = jest.spyOn(JournalFile.prototype, 'flush');
    journal.append('one');
    clock.advance(14);
    journal.append('two');
    expect(flushes).not.toHaveBeenCalled();
    clock.advance(1);
    expect([flushes.mock.calls.length, clock.pendingTimers]).toEqual([1, 0]);
    await settled(flushes);
    journal.append('three');
    journal.turn(2);
    journal.append('four');
    clock.advance(15);
    await settled(flushes);
    expect(flushes.mock.contexts.slice(1)).toHaveLength(2);
  });

  it('asks for the next flush once the one before is over', async () => {
    const first = Promise.withResolvers<void>();
    const flushes = jest.spyOn(JournalFile.prototype, 'flush').mockReturnValueOnce(first.promise);
    journal.append('one');
    clock.advance(15);
    journal.append('two');
    expect([flushes.mock.calls.length, clock.pendingTimers]).toEqual([1, 0]);
    first.resolve();
    await turn();
    clock.advance(15);
    expect(flushes).toHaveBeenCalledTimes(2);
    await settled(flushes);
  });

  it('tells why it could not flush', async () => {
    const lost = new Error('The disk is gone.');
    jest.spyOn(JournalFile.prototype, 'flush').mockRejectedValueOnce(lost);
    const told: unknown[] = [];
    journal.unflushedTo((error) => told.push(error));
    journal.append('one');
    clock.advance(15);
    await turn();
    expect(told).toMatchObject([{ cause: lost }]);
  });

  it('flushes what was appended before it closes', async () => {
    const flushes = jest.spyOn(JournalFile.prototype, 'flush');
    journal.append('one');
    await journal.close();
    expect([flushes.mock.calls.length, clock.pendingTimers]).toEqual([1, 0]);
    journal = new Journal(folder, clock);
  });

  it('leaves no timer behind where a flush ends while it closes', async () => {
    const first = Promise.withResolvers<void>();
    const flushes = jest.spyOn(JournalFile.prototype, 'flush').mockReturnValueOnce(first.promise);
    journal.append('one');
    clock.advance(15);
    journal.append('two');
    const closed = journal.close();
    first.resolve();
    await closed;
    expect([flushes.mock.calls.length, clock.pendingTimers]).toEqual([2, 0]);
    journal = new Journal(folder, clock);
  });

  it('keeps two generations, writes over the older one, and takes nothing of it for its own', () => {
    journal.append('a long record of the first generation');
    journal.append('another');
    journal.turn(2);
    journal.append('second');
    expect(contents().map(({ generation }) => generation)).toEqual([1, 2]);
    journal.turn(3);
    journal.append('third');
    expect(contents()).toEqual([
      { generation: 2, records: ['second'] },
      { generation: 3, records: ['third'] },
    ]);
  });

  it('begins each generation with the same record, be it written at once or not', () => {
    journal.beginWith('how');
    journal.append('one');
    journal.append('two');
    journal.turn(2);
    jest.spyOn(JournalFile.prototype, 'append').mockImplementationOnce(() => {
      throw new Error('The disk is full.');
    });
    expect(() => journal.append('lost')).toThrow(StoreAwayError);
    jest.restoreAllMocks();
    journal.append('three');
    expect(contents()).toEqual([
      { generation: 1, records: ['how', 'one', 'two'] },
      { generation: 2, records: ['how', 'three'] },
    ]);
  });

  it('ends before a record that is torn, or whose bytes have changed', () => {
    journal.append('{"cost":"1"}');
    journal.append('{"cost":"2"}');
    const text = readFileSync(file(1), 'utf8');
    appendFileSync(file(1), '1 12345 {"co');
    expect(contents()[1]?.records).toEqual(['{"cost":"1"}', '{"cost":"2"}']);
    writeFileSync(file(1), text.replace('"2"', '"3"'));
    expect(contents()[1]?.records).toEqual(['{"cost":"1"}']);
  });

  it('knows that its files were deleted', () => {
    expect(journal.isThere).toBe(true);
    rmSync(file(0));
    expect(journal.isThere).toBe(false);
  });
});
