import * as fc from 'fast-check';
import { Admission } from './admission.service.js';
import type { Ticket } from './ticket.js';

const LIMITS = { maxCalls: 2, maxBytes: 100 };

const inFlight = (admission: Admission) => [admission.callsInFlight, admission.bytesInFlight];

describe('Admission', () => {
  it('lets calls in up to the bound on calls, and says which bound refused the next', () => {
    const admission = new Admission(LIMITS);
    admission.tryEnter(1);
    admission.tryEnter(2);
    expect(admission.tryEnter(0)).toBeNull();
    expect(admission.fullBound).toBe('calls');
    expect(inFlight(admission)).toEqual([2, 3]);
  });

  it('lets bytes in up to the bound on bytes, and says which bound refused the next', () => {
    const admission = new Admission({ maxCalls: 9, maxBytes: 100 });
    admission.tryEnter(60);
    expect(admission.tryEnter(41)).toBeNull();
    expect(admission.fullBound).toBe('bytes');
    expect(admission.tryEnter(40)).not.toBeNull();
    expect(inFlight(admission)).toEqual([2, 100]);
  });

  it('has room again when a call leaves', () => {
    const admission = new Admission(LIMITS);
    const first = admission.tryEnter(100);
    expect(admission.tryEnter(1)).toBeNull();
    first?.leave();
    expect(inFlight(admission)).toEqual([0, 0]);
    expect(admission.tryEnter(1)).not.toBeNull();
  });

  it('takes a call off once, however often it leaves', () => {
    const admission = new Admission(LIMITS);
    const first = admission.tryEnter(10);
    admission.tryEnter(20);
    first?.leave();
    first?.leave();
    expect(inFlight(admission)).toEqual([1, 20]);
  });

  it('lets a call above the bound on bytes in only while nothing else is in flight', () => {
    const admission = new Admission(LIMITS);
    const small = admission.tryEnter(0);
    expect(admission.tryEnter(101)).toBeNull();
    small?.leave();
    expect(admission.tryEnter(101)).not.toBeNull();
    expect(admission.tryEnter(0)).toBeNull();
    expect(inFlight(admission)).toEqual([1, 101]);
  });

  describe('a call whose size shows as it arrives', () => {
    it('holds more while there is room, and never less', () => {
      const admission = new Admission(LIMITS);
      admission.tryEnter(30);
      const growing = admission.tryEnter(0);
      expect([growing?.tryHold(70), growing?.tryHold(20)]).toEqual([true, true]);
      expect(inFlight(admission)).toEqual([2, 100]);
    });

    it('is told when there is no more room, and keeps what it has', () => {
      const admission = new Admission(LIMITS);
      admission.tryEnter(30);
      const growing = admission.tryEnter(10);
      expect(growing?.tryHold(71)).toBe(false);
      expect(inFlight(admission)).toEqual([2, 40]);
    });

    it('has room for anything while it is alone', () => {
      const admission = new Admission(LIMITS);
      expect(admission.tryEnter(0)?.tryHold(1_000)).toBe(true);
      expect(inFlight(admission)).toEqual([1, 1_000]);
    });

    it('gets in only where there is room for what is expected of it, and holds nothing of it yet', () => {
      const admission = new Admission(LIMITS);
      admission.tryEnter(30);
      expect(admission.tryEnter(0, 71)).toBeNull();
      expect(admission.fullBound).toBe('bytes');
      expect(admission.tryEnter(0, 70)).not.toBeNull();
      expect(inFlight(admission)).toEqual([2, 30]);
    });

    it('gives back all that it came to hold, and nothing counts after that', () => {
      const admission = new Admission(LIMITS);
      const growing = admission.tryEnter(10);
      growing?.tryHold(50);
      growing?.leave();
      expect(growing?.tryHold(60)).toBe(true);
      expect(inFlight(admission)).toEqual([0, 0]);
    });
  });

  it.each([Number.NaN, -1, 0.5, Infinity])('refuses to count %d bytes', (bytes) => {
    const admission = new Admission(LIMITS);
    expect(() => admission.tryEnter(bytes)).toThrow(RangeError);
    expect(inFlight(admission)).toEqual([0, 0]);
    const entered = admission.tryEnter(0);
    expect(() => entered?.tryHold(bytes)).toThrow(RangeError);
    expect(() => admission.tryEnter(0, bytes)).toThrow(RangeError);
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
            const ticket = admission.tryEnter(move.bytes);
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
