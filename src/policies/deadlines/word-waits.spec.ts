import { ManualClock } from '../../common/testing/manual-clock.js';
import { WordWaits } from './word-waits.js';

describe('WordWaits', () => {
  let clock: ManualClock;
  let words: WordWaits;
  const onLate = jest.fn<void, []>();

  beforeEach(() => {
    clock = new ManualClock();
    onLate.mockReset();
    words = new WordWaits({ clock, gapMs: 1_000, onLate });
  });

  const wait = (isEndless = false) => words.wait({ isEndless });
  const came = (afterMs: number, isWord = true) => {
    wait();
    clock.advance(afterMs);
    return words.came({ isWord });
  };
  /** After how many milliseconds from now it is late, and how often within the next ten seconds. */
  const lateAfter = () => {
    wait();
    let lateMs: number | null = null;
    for (let ms = 0; ms < 10_000; ms += 1) {
      if (lateMs === null && onLate.mock.calls.length > 0) lateMs = ms;
      clock.advance(1);
    }
    return [lateMs, onLate.mock.calls.length];
  };

  it('have no gap before the first word, whatever came before it', () => {
    expect([came(80, false), came(2_000)]).toEqual([null, null]);
    expect(words.firstMs).toBe(2_080);
  });

  it('have one gap fewer than there are words', () => {
    expect([came(10), came(30), came(70)]).toEqual([null, 30, 70]);
    expect(words.firstMs).toBe(10);
  });

  it('add what came without a word to the gap before the next word', () => {
    came(5);
    expect([came(10, false), came(20, false), came(30)]).toEqual([null, null, 60]);
  });

  it('leave out what the reader took', () => {
    came(5, false);
    clock.advance(8_000);
    came(5);
    clock.advance(8_000);
    expect([words.firstMs, came(30)]).toEqual([10, 30]);
  });

  it('have no first one where no word came', () => {
    came(10, false);
    expect(words.firstMs).toBeNull();
  });

  it('are late when no word came for as long as their limit', () => {
    came(5);
    for (let count = 0; count < 10; count += 1) came(900);
    expect(lateAfter()).toEqual([1_000, 1]);
  });

  it('are late by what came without a word, too, but not by what the reader took', () => {
    came(5);
    came(900, false);
    clock.advance(5_000);
    expect(lateAfter()).toEqual([100, 1]);
  });

  it('are not late before the first word, nor once the answer is over', () => {
    came(5_000, false);
    came(5_000);
    wait(true);
    clock.advance(5_000);
    expect(onLate).not.toHaveBeenCalled();
  });

  it('have one timer however much comes, and none when they are stopped', () => {
    for (let count = 0; count < 100; count += 1) came(5);
    expect(clock.pendingTimers).toBe(1);
    words.stop();
    expect(clock.pendingTimers).toBe(0);
  });
});
