import { ManualClock } from '../common/testing/manual-clock.js';
import { WordTimes } from './word-times.js';

describe('the times of words', () => {
  let clock: ManualClock;
  let words: WordTimes;
  beforeEach(() => {
    clock = new ManualClock();
    words = new WordTimes(clock);
  });

  const came = (afterMs: number, isWord = true) => {
    words.wait();
    clock.advance(afterMs);
    return words.came({ isWord });
  };

  it('have no gap before the first word, whatever came before it', () => {
    expect([words.came({ isWord: false }), came(2_000)]).toEqual([null, null]);
    expect(words.firstMs).toBe(2_000);
  });

  it('begin with the answer where that begins with a word', () => {
    expect(words.came({ isWord: true })).toBeNull();
    expect(words.firstMs).toBe(0);
  });

  it('have one gap fewer than there are words', () => {
    words.came({ isWord: true });
    expect([came(30), came(70)]).toEqual([30, 70]);
    expect(words.firstMs).toBe(0);
  });

  it('add what came without a word to the gap before the next word', () => {
    words.came({ isWord: true });
    expect([came(10, false), came(20, false), came(30)]).toEqual([null, null, 60]);
  });

  it('leave out what the reader took', () => {
    words.came({ isWord: false });
    clock.advance(8_000);
    came(5);
    clock.advance(8_000);
    expect([words.firstMs, came(30)]).toEqual([5, 30]);
  });

  it('have no first one where no word came', () => {
    came(10, false);
    expect(words.firstMs).toBeNull();
  });
});
