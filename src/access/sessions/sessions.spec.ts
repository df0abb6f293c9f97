import { ManualClock } from '../../common/testing/manual-clock.js';
import { Sessions } from './sessions.js';

const MINUTE = 60_000;

describe('sessions', () => {
  const clock = new ManualClock(Date.parse('2026-11-29T10:00:00Z'));
  const sessions = new Sessions(clock);

  it('stand for a key while they are used, for twelve hours at most', () => {
    const { token } = sessions.open({ key: 'a key' });
    for (let minute = 0; minute < 12 * 60; minute += 20) {
      expect(sessions.get(token)?.holder).toEqual({ key: 'a key' });
      clock.advance(20 * MINUTE);
    }
    expect(sessions.get(token)).toBeNull();
  });

  it('end after half an hour without use, and tell when that will be', () => {
    const { token } = sessions.open({ key: 'a key' });
    expect(sessions.get(token)?.expiresAtMs).toBe(clock.nowMs() + 30 * MINUTE);
    clock.advance(30 * MINUTE);
    expect(sessions.get(token)).toBeNull();
  });

  it('end at once, and for ever, where somebody logs out', () => {
    const [one, other] = [sessions.open({ key: 'a key' }), sessions.open({ key: 'a key' })];
    sessions.end(one.token);
    expect([sessions.get(one.token), sessions.get(other.token)?.holder]).toEqual([null, { key: 'a key' }]);
  });

  it('of one key push out no others', () => {
    const other = sessions.open({ key: 'another key' });
    const many = Array.from({ length: 25 }, () => sessions.open({ key: 'a key' }).token);
    expect(many.filter((token) => sessions.get(token) !== null)).toEqual(many.slice(5));
    expect(sessions.get(other.token)?.holder).toEqual({ key: 'another key' });
  });
});
