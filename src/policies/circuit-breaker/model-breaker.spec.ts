import { ManualClock } from '../../common/testing/manual-clock.js';
import { DEFAULT_BREAKER_OPTIONS } from './breaker-options.js';
import type { BreakerPermit } from './breaker-permit.js';
import { ModelBreaker } from './model-breaker.js';

describe('ModelBreaker', () => {
  let clock: ManualClock;
  let breaker: ModelBreaker;
  beforeEach(() => {
    clock = new ManualClock();
    breaker = new ModelBreaker(clock, DEFAULT_BREAKER_OPTIONS);
  });

  const enter = (): BreakerPermit => {
    const entry = breaker.tryEnter();
    if (!entry.ok) throw new Error(`refused for ${entry.retryAfterMs} ms`);
    return entry.permit;
  };
  /** `+` is a call that succeeds, `-` one that fails. */
  const calls = (pattern: string) => {
    for (const outcome of pattern) {
      const permit = enter();
      if (outcome === '+') permit.succeeded();
      else permit.failed();
    }
  };
  const tripped = () => {
    calls('-----');
    expect(breaker.state).toBe('open');
  };

  describe('closed', () => {
    it('opens at the fifth failure in a row', () => {
      calls('----');
      expect(breaker.state).toBe('closed');
      calls('-');
      expect(breaker.state).toBe('open');
    });

    it('starts a new row at each success', () => {
      calls('++++++++++----+----');
      expect(breaker.state).toBe('closed');
    });

    it('opens when half of at least ten calls failed', () => {
      calls('+-+-+-+-+');
      expect(breaker.state).toBe('closed');
      calls('-');
      expect(breaker.state).toBe('open');
    });

    it('stays closed while fewer than half fail', () => {
      calls('++-++-++-++-++-++-');
      expect(breaker.state).toBe('closed');
    });

    it('starts a new sample after ten seconds', () => {
      calls('+-+-+-+-+');
      clock.advance(10_000);
      calls('-+-+-+-+-');
      expect(breaker.state).toBe('closed');
      calls('-');
      expect(breaker.state).toBe('open');
    });

    it('judges the latest hundred calls, so that a busy hour’s good start hides nothing', () => {
      calls('+'.repeat(1_000));
      calls('-+'.repeat(49));
      expect(breaker.state).toBe('closed');
      calls('-');
      expect(breaker.state).toBe('open');
    });

    it('counts no call that showed nothing', () => {
      calls('----');
      for (let call = 0; call < 20; call++) enter().released();
      expect(breaker.state).toBe('closed');
      calls('-');
      expect(breaker.state).toBe('open');
    });

    it('hears only the first word of each call', () => {
      const permits = Array.from({ length: 4 }, enter);
      for (const permit of permits) {
        permit.failed();
        permit.failed();
        permit.succeeded();
        permit.released();
      }
      expect(breaker.state).toBe('closed');
      calls('-');
      expect(breaker.state).toBe('open');
    });
  });

  describe('open', () => {
    it('refuses, and says how long it will', () => {
      tripped();
      expect(breaker.tryEnter()).toEqual({ ok: false, retryAfterMs: 5_000 });
      clock.advance(4_999.5);
      expect(breaker.tryEnter()).toEqual({ ok: false, retryAfterMs: 1 });
    });

    it('is not kept open by calls that began before it opened', () => {
      const early = Array.from({ length: 20 }, enter);
      tripped();
      clock.advance(3_000);
      for (const permit of early) permit.failed();
      clock.advance(2_000);
      expect(breaker.state).toBe('half-open');
    });

    it('is not closed by a call that began before it opened', () => {
      const early = enter();
      tripped();
      early.succeeded();
      expect(breaker.state).toBe('open');
    });
  });

  describe('half-open', () => {
    beforeEach(() => {
      tripped();
      clock.advance(5_000);
    });

    it('is what an open breaker becomes after five seconds', () => {
      expect(breaker.state).toBe('half-open');
    });

    it('lets exactly one probe through at a time', () => {
      enter();
      clock.advance(1_000);
      expect(breaker.tryEnter()).toEqual({ ok: false, retryAfterMs: 4_000 });
      expect(breaker.state).toBe('half-open');
    });

    it('closes when the probe succeeds, with all counts at zero', () => {
      calls('+');
      expect(breaker.state).toBe('closed');
      calls('----');
      expect(breaker.state).toBe('closed');
    });

    it('opens for as long again when the probe fails', () => {
      const probe = enter();
      clock.advance(2_000);
      probe.failed();
      expect(breaker.state).toBe('open');
      expect(breaker.tryEnter()).toEqual({ ok: false, retryAfterMs: 5_000 });
    });

    it('lets another probe through at once when one showed nothing', () => {
      enter().released();
      expect(breaker.state).toBe('half-open');
      calls('+');
      expect(breaker.state).toBe('closed');
    });

    it('ignores what a probe says after it was released', () => {
      const probe = enter();
      probe.released();
      probe.failed();
      probe.succeeded();
      expect(breaker.state).toBe('half-open');
    });

    it('does not wait forever for a silent probe', () => {
      enter();
      clock.advance(5_000);
      enter();
      expect(breaker.tryEnter()).toEqual({ ok: false, retryAfterMs: 5_000 });
    });

    it('closes on a slow probe’s success even after the next one went out', () => {
      const slow = enter();
      clock.advance(5_000);
      const next = enter();
      slow.succeeded();
      expect(breaker.state).toBe('closed');
      next.failed();
      expect(breaker.state).toBe('closed');
    });

    it('keeps its counts when a slow probe succeeds after another has closed it', () => {
      const slow = enter();
      clock.advance(5_000);
      calls('+----');
      slow.succeeded();
      calls('-');
      expect(breaker.state).toBe('open');
    });

    it('leaves the decision to the next probe when a slow one fails or is released', () => {
      const failing = enter();
      clock.advance(5_000);
      const leaving = enter();
      clock.advance(5_000);
      enter();
      failing.failed();
      leaving.released();
      expect(breaker.tryEnter()).toEqual({ ok: false, retryAfterMs: 5_000 });
      expect(breaker.state).toBe('half-open');
    });

    it('is not reopened by calls from before the outage once it has closed', () => {
      calls('+');
      const beforeNextOutage = Array.from({ length: 5 }, enter);
      tripped();
      clock.advance(5_000);
      calls('+');
      for (const permit of beforeNextOutage) permit.failed();
      expect(breaker.state).toBe('closed');
    });
  });
});
