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
  /** `+` is a call that succeeds, `-` one that is not answered, `~` one whose answer breaks off. */
  const calls = (pattern: string) => {
    for (const outcome of pattern) {
      const permit = enter();
      if (outcome !== '-') permit.began();
      if (outcome === '+') permit.succeeded();
      else permit.failed();
    }
  };
  const tripped = () => {
    calls('-'.repeat(20));
    expect(breaker.state).toBe('open');
  };
  /** How many calls are let through at once. */
  const room = () => {
    const permits: BreakerPermit[] = [];
    for (let entry = breaker.tryEnter(); entry.ok && permits.length < 100; entry = breaker.tryEnter())
      permits.push(entry.permit);
    return permits;
  };

  describe('closed', () => {
    it('opens when at least nine in ten of twenty requests were not answered', () => {
      calls(`++${'-'.repeat(17)}`);
      expect(breaker.state).toBe('closed');
      calls('-');
      expect(breaker.state).toBe('open');
    });

    it('stays closed while every fifth is answered, in whatever order', () => {
      calls(`${'+'.repeat(40)}${'-'.repeat(160)}`);
      expect(breaker.state).toBe('closed');
    });

    it('opens when not one of twenty answers that began came to its end', () => {
      calls('~'.repeat(19));
      expect(breaker.state).toBe('closed');
      calls('~');
      expect(breaker.state).toBe('open');
    });

    it('stays closed while one answer comes to its end, however many break off', () => {
      calls(`+${'~'.repeat(500)}`);
      expect(breaker.state).toBe('closed');
    });

    it('takes answers that go on for a sign that requests are answered', () => {
      const running = Array.from({ length: 3 }, enter);
      running.forEach((permit) => permit.began());
      calls('-'.repeat(20));
      expect(breaker.state).toBe('closed');
    });

    it('counts no call that showed nothing', () => {
      for (let call = 0; call < 50; call++) enter().released();
      calls('-'.repeat(19));
      expect(breaker.state).toBe('closed');
    });

    it('hears only the first word of each call', () => {
      const permits = Array.from({ length: 19 }, enter);
      for (const permit of permits) {
        permit.failed();
        permit.began();
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
      expect(breaker.tryEnter()).toEqual({ ok: false, retryAfterMs: 1_000 });
      clock.advance(999.5);
      expect(breaker.tryEnter()).toEqual({ ok: false, retryAfterMs: 1 });
    });

    it('is neither kept open nor closed by calls that began before it opened', () => {
      const early = Array.from({ length: 20 }, enter);
      tripped();
      clock.advance(500);
      early[0]?.succeeded();
      expect(breaker.state).toBe('open');
      for (const permit of early) permit.failed();
      clock.advance(500);
      expect(breaker.state).toBe('half-open');
    });
  });

  describe('half-open', () => {
    beforeEach(() => {
      tripped();
      clock.advance(1_000);
    });

    it('lets one probe through, and refuses others for no longer than it would stay open', () => {
      enter();
      expect(breaker.tryEnter()).toEqual({ ok: false, retryAfterMs: 1_000 });
      clock.advance(4_500);
      expect(breaker.tryEnter()).toEqual({ ok: false, retryAfterMs: 500 });
      expect(breaker.state).toBe('half-open');
    });

    it('lets more through with each answer that begins', () => {
      const [first, ...others] = room();
      expect(others).toHaveLength(0);
      first?.began();
      const next = room();
      expect(next).toHaveLength(3);
      next.forEach((permit) => permit.began());
      expect(room()).toHaveLength(9);
      expect(breaker.state).toBe('half-open');
    });

    it('closes once three answers came to their end, with nothing counted', () => {
      calls('++');
      expect(breaker.state).toBe('half-open');
      calls('+');
      expect(breaker.state).toBe('closed');
      calls('-'.repeat(19));
      expect(breaker.state).toBe('closed');
    });

    it('opens again when the probe is not answered', () => {
      const probe = enter();
      clock.advance(2_000);
      probe.failed();
      expect(breaker.state).toBe('open');
      expect(breaker.tryEnter()).toEqual({ ok: false, retryAfterMs: 1_000 });
    });

    it('judges a probe at the end of its answer: one that breaks off opens it again', () => {
      const probe = enter();
      probe.began();
      expect(breaker.state).toBe('half-open');
      probe.failed();
      expect(breaker.state).toBe('open');
    });

    it('closes for a model that answers every other request', () => {
      calls('+-+-+');
      expect(breaker.state).toBe('closed');
    });

    it('lets another probe through at once when one showed nothing', () => {
      enter().released();
      expect(room()).toHaveLength(1);
    });

    it('does not wait forever for a silent probe, and takes its late failure for old news', () => {
      const silent = enter();
      clock.advance(5_000);
      enter();
      silent.failed();
      expect(breaker.state).toBe('half-open');
      expect(breaker.tryEnter()).toEqual({ ok: false, retryAfterMs: 1_000 });
    });

    it('takes the late answer of a silent probe for a sign of life', () => {
      const silent = enter();
      clock.advance(5_000);
      enter();
      silent.began();
      expect(room()).toHaveLength(2);
    });

    it('opens again where answers of before are long ago', () => {
      calls('+');
      clock.advance(60_000);
      calls('-');
      expect(breaker.state).toBe('open');
    });

    it('is not reopened by calls from before the outage once it has closed', () => {
      calls('+++');
      const beforeNextOutage = Array.from({ length: 20 }, enter);
      tripped();
      clock.advance(1_000);
      calls('+++');
      for (const permit of beforeNextOutage) permit.failed();
      expect(breaker.state).toBe('closed');
    });
  });
});
