import * as fc from 'fast-check';
import { retryAfterMs, retryAfterSeconds } from './retry-after.js';

const NOW_MS = Date.parse('2026-11-23T12:00:00Z');

describe('retryAfterMs', () => {
  it.each<[string, Record<string, string>, number | null]>([
    ['no header', {}, null],
    ['seconds', { 'retry-after': '1' }, 1_000],
    ['zero seconds', { 'retry-after': '0' }, 0],
    ['part of a second', { 'retry-after': '0.25' }, 250],
    ['a whole day', { 'retry-after': '86400' }, 86_400_000],
    ['an HTTP date', { 'retry-after': 'Mon, 23 Nov 2026 12:00:30 GMT' }, 30_000],
    ['an HTTP date as RFC 850 wrote it', { 'retry-after': 'Monday, 23-Nov-26 12:00:30 GMT' }, 30_000],
    ['an HTTP date as C writes it', { 'retry-after': 'Mon Nov 23 12:00:30 2026' }, 30_000],
    [
      'an HTTP date as C writes it, early in a month',
      { 'retry-after': 'Tue Dec  1 12:00:00 2026' },
      8 * 86_400_000,
    ],
    ['an HTTP date that has passed', { 'retry-after': 'Mon, 23 Nov 2026 11:00:00 GMT' }, 0],
    ['a date of nonsense', { 'retry-after': 'Mon, 99 Foo 2026 12:00:00 GMT' }, null],
    ['a negative number', { 'retry-after': '-1' }, null],
    ['a word', { 'retry-after': 'soon' }, null],
    ['what is as good as never', { 'retry-after': '9'.repeat(400) }, 366 * 86_400_000],
    ['blanks', { 'retry-after': ' ' }, null],
    ['milliseconds', { 'retry-after-ms': '350' }, 350],
    ['milliseconds beside seconds', { 'retry-after-ms': '350', 'retry-after': '9' }, 350],
    ['nonsense in milliseconds beside seconds', { 'retry-after-ms': 'soon', 'retry-after': '9' }, 9_000],
  ])('reads %s', (_, headers, expected) => {
    expect(retryAfterMs(new Headers(headers), NOW_MS)).toBe(expected);
  });

  it('is silent where there are no headers at all', () => {
    expect(retryAfterMs(undefined, NOW_MS)).toBeNull();
  });

  it('gives a wait that can be sent on as a header, or none, whatever a provider writes', () => {
    const digit = fc.constantFrom('0', '1', '5', '9');
    const digits = fc.string({ unit: digit, minLength: 1, maxLength: 400, size: 'max' });
    const value = fc.oneof(digits, fc.string({ unit: 'grapheme-ascii' }));
    fc.assert(
      fc.property(value, fc.constantFrom('retry-after', 'retry-after-ms'), (text, name) => {
        const waitMs = retryAfterMs(new Headers({ [name]: text }), NOW_MS);
        expect(waitMs === null ? 'none' : String(retryAfterSeconds(waitMs))).toMatch(/^(none|\d+)$/);
      }),
    );
  });
});

describe('retryAfterSeconds', () => {
  it.each([
    [0, 1],
    [1, 1],
    [1_000, 1],
    [1_001, 2],
    [86_400_000, 86_400],
  ])('says %i ms as %i s', (waitMs, seconds) => {
    expect(retryAfterSeconds(waitMs)).toBe(seconds);
  });
});
