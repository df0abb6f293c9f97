import { knownSecrets } from './known-secrets.js';
import { linearPattern, WrongPatternError } from './linear-patterns.js';
import { Redactor } from './redactor.js';

/** Its base64 needs no padding. */
const KEY = 'sk-canary/0123+"xy';
const REDACTOR = new Redactor([knownSecrets([KEY]), linearPattern('[\\w.]+@[\\w.]+')]);

describe('Redactor', () => {
  it.each([
    ['as it is', `the key ${KEY}.`, 'the key [redacted].'],
    ['in JSON inside a text', JSON.stringify({ key: KEY }), '{"key":"[redacted]"}'],
    ['in an address', `?key=${encodeURIComponent(KEY)}&x=1`, '?key=[redacted]&x=1'],
    ['in base64', `x ${Buffer.from(KEY).toString('base64')} y`, 'x [redacted] y'],
    ['twice', `${KEY}${KEY}`, '[redacted][redacted]'],
    [
      'beside what a pattern matches',
      `${KEY} ann@example.com 🙂 bob@example.com`,
      '[redacted] [redacted] 🙂 [redacted]',
    ],
    ['not there', 'nothing to hide', 'nothing to hide'],
  ])('masks what stands %s', async (_, text, masked) => {
    const shown = REDACTOR.atOnce(text);
    expect(shown).toBe(masked);
    expect(await REDACTOR.inTurns(`${text}${' '.repeat(5_000)}`)).toBe(`${shown}${' '.repeat(5_000)}`);
  });

  it('masks spans that overlap as one', () => {
    const redactor = new Redactor([() => [[2, 6]], () => [[4, 8]], () => [[5, 6]], () => [[9, 9]]]);
    expect(redactor.atOnce('0123456789')).toBe('01[redacted]89');
  });

  it('masks to its end what begins within what is kept, and reads no further', () => {
    const text = `${'x'.repeat(90)}${KEY}${'y'.repeat(90)}`;
    expect(REDACTOR.atOnce(text, 95)).toBe(`${'x'.repeat(90)}[redacted]`);
    expect(REDACTOR.atOnce(text, 90)).toBe('x'.repeat(90));
  });

  it('takes no longer for patterns that make others backtrack', () => {
    const redactor = new Redactor(['(a+)+$', '(a|aa)+b', '([a-z]+)*x'].map(linearPattern));
    const startedMs = performance.now();
    expect(redactor.atOnce(`${'a'.repeat(50_000)}!`)).toContain('!');
    expect(performance.now() - startedMs).toBeLessThan(3_000);
  });

  it.each(['(a)\\1', '(?=a)b', '(', '(a{1000}){1000}'])('knows no pattern %s', (pattern) => {
    expect(() => linearPattern(pattern)).toThrow(WrongPatternError);
  });
});
