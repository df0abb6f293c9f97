import { isBackwards } from '../console/src/pages/requests/period.js';
import { limitText } from '../console/src/parts/limit-text.js';
import { fromLocalTime, toLocalTime } from '../console/src/parts/local-time.js';
import { perText } from '../console/src/parts/per-text.js';

describe('times in fields of the console', () => {
  it.each(['2026-11-29T10:37', '0202-11-29T10:37', ''])('come back as they were typed: %s', (typed) => {
    expect(toLocalTime(fromLocalTime(typed))).toBe(typed);
  });

  it.each(['20261-11-29T10:37', 'soon'])('are none where no year of four digits begins them: %s', (typed) => {
    expect(fromLocalTime(typed)).toBe('');
  });

  it.each([
    ['from=2026-11-29T10:00:00Z&to=2026-11-28T10:00:00Z', true],
    ['from=2026-11-29T10:00:00Z&to=2026-11-29T10:00:00Z', true],
    ['from=2026-11-28T10:00:00Z&to=2026-11-29', false],
    ['from=2026-11-29T10:00:00Z', false],
    ['from=soon&to=2026-11-28', false],
  ])('that an address asks for, %s, end before they begin: %s', (query, expected) => {
    expect(isBackwards(new URLSearchParams(query))).toBe(expected);
  });
});

describe('periods in words', () => {
  it.each([
    ['hour', 'an hour'],
    ['month', 'a month'],
    ['total', 'in all'],
  ])('say of %s: %s', (per, text) => {
    expect(perText(per)).toBe(text);
  });

  it('stand behind a limit', () => {
    expect(limitText({ requests: 60, per: 'hour', model: 'openai/*' })).toBe(
      '60 requests an hour of openai/*',
    );
  });
});
