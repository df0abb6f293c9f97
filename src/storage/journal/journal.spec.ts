import { appendFileSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ManualClock } from '../../common/testing/manual-clock.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { StoreAwayError } from '../store.js';
import { JournalFile } from './journal-file.js';
import { Journal } from './journal.js';

const folder = temporaryFolder();
const file = (generation: number) => join(folder, `tollgate.journal-${generation % 2}`);

describe('Journal', () => {
  let journal: Journal;
  let clock: ManualClock;
  const contents = () => {
    const other = new Journal(folder);
    const found = other.read();
    void other.close();
    return found;
  };
  beforeEach(() => {
    for (const each of [0, 1]) rmSync(file(each), { force: true });
    clock = new ManualClock();
    journal = new Journal(folder, clock);
    journal.turn(1);
  });
  afterEach(() => journal.close());

  it('has what was appended at once, and what is flushed once it is told so, for nobody else', async () => {
    journal.append('one ✓');
    expect(contents()).toEqual([
      { generation: 0, records: [] },
      { generation: 1, records: ['one ✓'] },
    ]);
    const flushed = [journal.appendFlushed('two'), journal.appendFlushed('three')];
    await Promise.all(flushed);
    expect(contents()[1]).toEqual({ generation: 1, records: ['one ✓', 'two', 'three'] });
    expect(statSync(file(1)).mode & 0o777).toBe(0o600);
  });

  it('keeps the order of what is appended, whatever waits for a flush', async () => {
    const flushed = journal.appendFlushed('one');
    journal.append('two');
    await flushed;
    expect(contents()[1]?.records).toEqual(['one', 'two']);
  });

  it('pauses behind a flush that many waited for, so that more of them come together, and behind no other', async () => {
    const flushes = jest.spyOn(JournalFile.prototype, 'flush');
    const append = (count: number) =>
      Promise.all(Array.from({ length: count }, (_, at) => journal.appendFlushed(String(at))));
    await append(3);
    await append(4);
    expect([flushes.mock.calls.length, clock.pendingTimers]).toEqual([2, 1]);
    let isFlushed = false;
    const flushed = append(1).then(() => (isFlushed = true));
    clock.advance(3);
    await new Promise((resolve) => setImmediate(resolve));
    expect([flushes.mock.calls.length, isFlushed]).toEqual([2, false]);
    clock.advance(1);
    await flushed;
    await append(1);
    expect([flushes.mock.calls.length, clock.pendingTimers]).toEqual([4, 0]);
    flushes.mockRestore();
  });

  it('flushes what nobody waits for 15 ms after it came, unless another flush takes it along', async () => {
    const flushes = jest.spyOn(JournalFile.prototype, 'flush');
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    journal.append('one');
    clock.advance(14);
    await turn();
    expect(flushes).not.toHaveBeenCalled();
    clock.advance(1);
    await turn();
    expect(flushes).toHaveBeenCalledTimes(1);
    await journal.flush();
    journal.append('two');
    await journal.appendFlushed('three');
    expect(clock.pendingTimers).toBe(0);
    journal.append('four');
    const told: unknown[] = [];
    journal.unflushedTo((error) => told.push(error));
    const lost = new Error('The disk is gone.');
    flushes.mockImplementationOnce((done) => done(lost));
    clock.advance(15);
    await turn();
    expect(told).toMatchObject([{ cause: lost }]);
    flushes.mockRestore();
  });

  it('flushes what waits in a pause before it closes', async () => {
    await Promise.all(['one', 'two', 'three', 'four'].map((record) => journal.appendFlushed(record)));
    const flushed = journal.appendFlushed('five');
    await journal.close();
    await flushed;
    expect(contents()[1]?.records).toEqual(['one', 'two', 'three', 'four', 'five']);
    journal = new Journal(folder, clock);
  });

  it('writes what waits for a flush together with what begins', async () => {
    const writes = jest.spyOn(JournalFile.prototype, 'append');
    const flushed = journal.appendFlushed('one');
    journal.append('two');
    await flushed;
    expect(writes).toHaveBeenCalledTimes(1);
    writes.mockRestore();
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
    const append = jest.spyOn(JournalFile.prototype, 'append').mockImplementationOnce(() => {
      throw new Error('The disk is full.');
    });
    expect(() => journal.append('lost')).toThrow(StoreAwayError);
    append.mockRestore();
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
