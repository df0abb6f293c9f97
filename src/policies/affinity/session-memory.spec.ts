import { ManualClock } from '../../common/testing/manual-clock.js';
import { fingerprintOf } from './rendezvous.js';
import { SessionMemory } from './session-memory.js';

const HOUR_MS = 3_600_000;
const [ONE, OTHER] = [fingerprintOf('one'), fingerprintOf('other')];

describe('an answer in a session', () => {
  let clock: ManualClock;
  let memory: SessionMemory;
  beforeEach(() => {
    clock = new ManualClock();
    memory = new SessionMemory(clock);
  });

  it('begins it, keeps it where it is, or moves it, each session by itself', () => {
    expect(['a', 'a', 'b', 'b', 'a'].map((member) => memory.answered(ONE, member))).toEqual([
      'initialize',
      'retain',
      'switch',
      'retain',
      'switch',
    ]);
    expect(memory.answered(OTHER, 'b')).toBe('initialize');
  });

  it('begins it anew an hour after the last one', () => {
    memory.answered(ONE, 'a');
    clock.advance(HOUR_MS - 1);
    expect(memory.answered(ONE, 'a')).toBe('retain');
    clock.advance(HOUR_MS);
    expect(memory.answered(ONE, 'b')).toBe('initialize');
  });

  it('is forgotten behind 20,000 others, the longest unused first', () => {
    memory.answered(ONE, 'a');
    memory.answered(OTHER, 'a');
    memory.answered(ONE, 'a');
    for (let index = 0; index < 19_999; index += 1) memory.answered({ high: 0, low: index }, 'a');
    expect([memory.answered(ONE, 'a'), memory.answered(OTHER, 'a')]).toEqual(['retain', 'initialize']);
  });
});
