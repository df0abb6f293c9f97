import * as fc from 'fast-check';
import { Admission } from './admission.service.js';
import type { Ticket } from './ticket.js';

/** Of 160 bytes a caller with small calls may hold 150. */
const LIMITS = { maxCalls: 2, maxBytes: 160 };

const inFlight = (admission: Admission) => [admission.callsInFlight, admission.bytesInFlight];

describe('Admission', () => {
  it('lets calls in up to the bound on calls, and says which bound refused the next', () => {
    const admission = new Admission(LIMITS);
    admission.tryEnter({ bytes: 1 });
    admission.tryEnter({ bytes: 2 });
    expect(admission.tryEnter()).toBeNull();
    expect(admission.fullBound).toBe('calls');
    expect(inFlight(admission)).toEqual([2, 3]);
  });

  it('lets bytes in up to the bound on bytes, and says which bound refused the next', () => {
    const admission = new Admission({ ...LIMITS, maxCalls: 9 });
    admission.tryEnter({ bytes: 90 });
    expect(admission.tryEnter({ bytes: 61 })).toBeNull();
    expect(admission.fullBound).toBe('bytes');
    expect(admission.tryEnter({ bytes: 60 })).not.toBeNull();
    expect(inFlight(admission)).toEqual([2, 150]);
  });

  it('has room again when a call leaves', () => {
    const admission = new Admission(LIMITS);
    const first = admission.tryEnter({ bytes: 150 });
    expect(admission.tryEnter({ bytes: 1 })).toBeNull();
    first?.leave();
    expect(inFlight(admission)).toEqual([0, 0]);
    expect(admission.tryEnter({ bytes: 1 })).not.toBeNull();
  });

  it('takes a call off once, however often it leaves', () => {
    const admission = new Admission(LIMITS);
    const first = admission.tryEnter({ bytes: 10 });
    admission.tryEnter({ bytes: 20 });
    first?.leave();
    first?.leave();
    expect(inFlight(admission)).toEqual([1, 20]);
  });

  it('lets a call above the bound on bytes in only while nothing else is in flight', () => {
    const admission = new Admission(LIMITS);
    const small = admission.tryEnter();
    expect(admission.tryEnter({ bytes: 161 })).toBeNull();
    small?.leave();
    expect(admission.tryEnter({ bytes: 161 })).not.toBeNull();
    expect(admission.tryEnter()).toBeNull();
    expect(inFlight(admission)).toEqual([1, 161]);
  });

  describe('a call whose size shows as it arrives', () => {
    it('holds more while there is room, and never less', () => {
      const admission = new Admission(LIMITS);
      admission.tryEnter({ bytes: 30 });
      const growing = admission.tryEnter();
      expect([growing?.tryHold(120), growing?.tryHold(20)]).toEqual([true, true]);
      expect(inFlight(admission)).toEqual([2, 150]);
    });

    it('is told when there is no more room, and keeps what it has', () => {
      const admission = new Admission(LIMITS);
      admission.tryEnter({ bytes: 30 });
      const growing = admission.tryEnter({ bytes: 10 });
      expect(growing?.tryHold(121)).toBe(false);
      expect(inFlight(admission)).toEqual([2, 40]);
    });

    it('has room for anything while it is alone', () => {
      const admission = new Admission(LIMITS);
      expect(admission.tryEnter()?.tryHold(1_000)).toBe(true);
      expect(inFlight(admission)).toEqual([1, 1_000]);
    });

    it('gets in only where there is room for what is expected of it, and holds nothing of it yet', () => {
      const admission = new Admission(LIMITS);
      admission.tryEnter({ bytes: 30 });
      expect(admission.tryEnter({ expectedBytes: 121 })).toBeNull();
      expect(admission.fullBound).toBe('bytes');
      expect(admission.tryEnter({ expectedBytes: 120 })).not.toBeNull();
      expect(inFlight(admission)).toEqual([2, 30]);
    });

    it('gives back all that it came to hold, and nothing counts after that', () => {
      const admission = new Admission(LIMITS);
      const growing = admission.tryEnter({ bytes: 10 });
      growing?.tryHold(50);
      growing?.leave();
      expect(growing?.tryHold(90)).toBe(true);
      expect(inFlight(admission)).toEqual([0, 0]);
    });
  });

  describe('callers who ask for all that there is', () => {
    const KIB = 1_024;
    const room = () => new Admission({ maxCalls: 10_000, maxBytes: 16_000 * KIB });
    /** What it comes to hold with ever more calls of one size. */
    const takeAll = (admission: Admission, callerId: string, callBytes: number) => {
      const before = admission.bytesInFlight;
      admission.tryEnter({ callerId });
      while (admission.tryEnter({ callerId })?.tryHold(callBytes));
      return (admission.bytesInFlight - before) / KIB;
    };

    it('get three quarters with large calls, and all but a sixteenth with small ones', () => {
      const admission = room();
      expect(takeAll(admission, 'a', 1_000 * KIB)).toBe(12_000);
      expect(takeAll(admission, 'a', 50 * KIB)).toBe(3_000);
      expect(admission.tryEnter({ callerId: 'a', bytes: 50 * KIB })).toBeNull();
    });

    it.each([65 * KIB, 1_000 * KIB, 10_000 * KIB])(
      'leave room for others, with calls of %d bytes',
      (bytes) => {
        const admission = room();
        const shares = ['a', 'b', 'c', 'd'].map((callerId) => takeAll(admission, callerId, bytes));
        expect(Math.max(...shares)).toBeLessThanOrEqual(12_000);
        expect(takeAll(admission, 'e', 10 * KIB)).toBeGreaterThan(50);
      },
    );

    it('leave room for others with small calls, too', () => {
      const admission = room();
      expect(takeAll(admission, 'a', 64 * KIB)).toBe(14_976);
      expect(takeAll(admission, 'b', 10 * KIB)).toBe(960);
      expect(takeAll(admission, 'c', KIB)).toBe(60);
    });

    it('get as much again once others have left', () => {
      const admission = room();
      const [first] = [8_000, 4_000].map((kib) => admission.tryEnter({ callerId: 'a', bytes: kib * KIB }));
      expect(admission.tryEnter({ callerId: 'b', bytes: 4_000 * KIB })).toBeNull();
      first?.leave();
      expect(admission.tryEnter({ callerId: 'b', bytes: 4_000 * KIB })).not.toBeNull();
    });
  });

  describe('a key that has as many calls in flight as it can', () => {
    const enter = (admission: Admission, callerId: string | null, count: number) =>
      Array.from({ length: count }, () => admission.tryEnter({ callerId })).filter((place) => place !== null);

    it.each([
      [1, 1],
      [4, 4],
      [5, 4],
      [100, 76],
      [10_000, 7_501],
    ])('of %d places takes %d, and the rest are for others', (maxCalls, most) => {
      const admission = new Admission({ maxCalls, maxBytes: 1 });
      expect(enter(admission, 'a', maxCalls)).toHaveLength(most);
      expect(admission.tryEnter({ callerId: 'a' })).toBeNull();
      expect(admission.fullBound).toBe(most === maxCalls ? 'calls' : 'share');
      expect(admission.tryEnter({ callerId: 'b' }) === null).toBe(most === maxCalls);
    });

    it('has places again as its own calls leave, and as those of others do', () => {
      const admission = new Admission({ maxCalls: 8, maxBytes: 1 });
      const [others, own] = [enter(admission, 'b', 4), enter(admission, 'a', 8)];
      expect([others.length, own.length]).toEqual([4, 4]);
      others[0]?.leave();
      expect(enter(admission, 'a', 8)).toHaveLength(0);
      others[1]?.leave();
      own[0]?.leave();
      expect(enter(admission, 'a', 8)).toHaveLength(2);
    });

    it('is one that all have who cannot be told apart, and these may take every place', () => {
      const admission = new Admission({ maxCalls: 8, maxBytes: 1 });
      expect(enter(admission, null, 9)).toHaveLength(8);
      expect(admission.fullBound).toBe('calls');
    });
  });

  it.each([Number.NaN, -1, 0.5, Infinity])('refuses to count %d bytes', (bytes) => {
    const admission = new Admission(LIMITS);
    expect(() => admission.tryEnter({ bytes })).toThrow(RangeError);
    expect(inFlight(admission)).toEqual([0, 0]);
    const entered = admission.tryEnter();
    expect(() => entered?.tryHold(bytes)).toThrow(RangeError);
    expect(() => admission.tryEnter({ expectedBytes: bytes })).toThrow(RangeError);
    expect(inFlight(admission)).toEqual([1, 0]);
  });

  it('counts exactly the calls inside, in whatever order they come and go', () => {
    const come = fc.record({ bytes: fc.nat(150) });
    const go = fc.record({ leaver: fc.nat(9) });
    fc.assert(
      fc.property(fc.array(fc.oneof(come, go)), (moves) => {
        const admission = new Admission({ maxCalls: 4, maxBytes: 100 });
        const inside: { ticket: Ticket; bytes: number }[] = [];
        for (const move of moves) {
          if ('leaver' in move) inside.splice(move.leaver, 1)[0]?.ticket.leave();
          else {
            const ticket = admission.tryEnter({ bytes: move.bytes });
            if (ticket) inside.push({ ticket, bytes: move.bytes });
          }
          const bytes = inside.reduce((sum, call) => sum + call.bytes, 0);
          expect(inFlight(admission)).toEqual([inside.length, bytes]);
          expect(inside.length <= 4 && (bytes <= 100 || inside.length === 1)).toBe(true);
        }
      }),
    );
  });
});
