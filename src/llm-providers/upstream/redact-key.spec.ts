import * as fc from 'fast-check';
import { redactKey, redactKeys } from './redact-key.js';

const KEY = 'AbCdEf0123456789ghijklmnopqrstuv';

describe('redactKey', () => {
  it.each([
    ['the whole key', `Bad key: ${KEY}!`, 'Bad key: [key]!'],
    ['its beginning', 'Bad key: AbCdEf01234567***', 'Bad key: [key]***'],
    ['a piece of its middle', 'Bad: 789ghijkl.', 'Bad: [key].'],
    ['it in capitals', `Bad: ${KEY.toUpperCase()}`, 'Bad: [key]'],
    ['it twice', `${KEY} ${KEY}`, '[key] [key]'],
    ['seven characters of it, which many words have', 'Bad: AbCdEf0', 'Bad: AbCdEf0'],
    ['nothing of it', 'Bad request.', 'Bad request.'],
  ])('of a text with %s', (_, text, expected) => {
    expect(redactKey(text, KEY)).toBe(expected);
  });

  it.each(
    'o sto none EMPTY ollama test dummy not-needed lm-studio sk-xxx sk-xxxxxxxx no-key-required sk-no-key-required xxxxxxxx'.split(
      ' ',
    ),
  )('does not look for the placeholder %s', (key) => {
    const text = `registry.ollama.ai: "${key}" is not needed for this test`;
    expect(redactKey(text, key)).toBe(text);
  });

  it.each(['acme-secret', 'abcdefgh', '12345678', 'sk-test-upstream'])('looks for the key %s', (key) => {
    expect(redactKey(`Bad key: ${key}!`, key)).toBe('Bad key: [key]!');
  });

  it('masks the key behind letters whose lower case is longer', () => {
    expect(redactKey(`İİİİİİ ${KEY}!`, KEY)).toBe('İİİİİİ [key]!');
  });

  it('leaves a text alone where there is no key', () => {
    expect(redactKeys('Bad request.', [])).toBe('Bad request.');
  });

  it('leaves no eight characters of the key, wherever they stand', () => {
    const piece = fc
      .tuple(fc.nat(KEY.length - 8), fc.nat(24))
      .map(([start, more]) => KEY.slice(start, start + 8 + more));
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 10 }))), (parts) => {
        const redacted = redactKey(parts.join(''), KEY);
        for (let start = 0; start + 8 <= KEY.length; start += 1) {
          expect(redacted).not.toContain(KEY.slice(start, start + 8));
        }
      }),
    );
  });
});
