import { ManualClock } from '../../common/testing/manual-clock.js';
import { readServerSettings } from '../../config/settings.js';
import { LoginAttempts } from './login-attempts.js';

describe('attempts to log in', () => {
  const clock = new ManualClock();
  const settings = readServerSettings(() => undefined);
  const attempts = new LoginAttempts(clock, settings);
  /** How many of so many are looked at. */
  const tried = (address: string, times: number, of = attempts) =>
    Array.from({ length: times }, () => {
      try {
        of.begin(address);
        return 1;
      } catch {
        return 0;
      }
    }).reduce<number>((sum, each) => sum + each, 0);

  it('are ten a minute for one address, and others do not suffer', () => {
    expect([tried('10.0.0.1', 12), tried('10.0.0.2', 1)]).toEqual([10, 1]);
    const refused = expect.objectContaining({ code: 'limit.exceeded', retryAfterMs: 60_000 }) as Error;
    expect(() => attempts.begin('10.0.0.1')).toThrow(refused);
    clock.advance(60_000);
    expect(tried('10.0.0.1', 12)).toBe(10);
  });

  it('are as many as the operator says', () => {
    const few = new LoginAttempts(clock, { LOGIN_ATTEMPTS_PER_MINUTE: 3 });
    expect(tried('10.0.0.1', 12, few)).toBe(3);
  });

  it('that succeed do not count', () => {
    const looked = Array.from({ length: 20 }, () => {
      const found = tried('10.0.0.3', 1);
      attempts.forgive('10.0.0.3');
      return found;
    });
    expect(looked).not.toContain(0);
  });

  it.each([
    ['2001:db8::1', '2001:db8:0:0:ffff::2', 0],
    ['2001:db8:0:1::1', '2001:0db8::1:2:3:4:5', 0],
    ['2001:db8:0:2::1', '2001:db8:0:3::1', 10],
    ['fe80::1%eth0', 'fe80::2', 0],
    ['::ffff:10.1.0.1', '::ffff:10.1.0.2', 10],
  ])('from %s leave to %s so many: %s', (one, other, left) => {
    expect([tried(one, 10), tried(other, 10)]).toEqual([10, left]);
  });
});
