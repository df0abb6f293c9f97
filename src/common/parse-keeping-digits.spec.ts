import fc from 'fast-check';
import { parseKeepingDigits } from './parse-keeping-digits.js';
import { asWritten, hasWritten, MAX_NUMBERS_LOOKED_AT } from './written-numbers.js';

const SEED = '12345678901234567890';
const written = (value: unknown) => JSON.stringify(asWritten(value));

/** JSON without blanks that has the number `#` in some places, and others as `JSON.stringify` writes them. */
const json = fc
  .letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.jsonValue({ maxDepth: 1 }),
      fc.constant('#'),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.string(), tie('value'), { maxKeys: 4 }),
    ),
  }))
  .value.map((value) => JSON.stringify({ value, top: '#' }))
  .filter((text) => !text.includes('"#":'));

describe('parseKeepingDigits', () => {
  it('gives what `JSON.parse` gives, and keeps its digits', () => {
    fc.assert(
      fc.property(json, fc.constantFrom(SEED, `-${SEED}`, '9007199254740993'), (text, number) => {
        const long = text.replaceAll('"#"', number);
        expect(written(parseKeepingDigits(long))).toBe(
          JSON.stringify(JSON.parse(text)).replaceAll('"#"', number),
        );
        expect(JSON.stringify(parseKeepingDigits(long))).toBe(JSON.stringify(JSON.parse(long)));
      }),
    );
    expect(() => parseKeepingDigits(`{"a":${SEED}`)).toThrow(SyntaxError);
  });

  it.each([
    `{"a":${SEED}}`,
    `{"a":[1,[-${SEED}]],"b":1.0}`,
    '[{"seed":17644426129879311234},{"x":"12345678901234567890"}]',
    '{"amounts":[1.234567890123456789,-0.000123456789012345678,1234567890123.123456]}',
    `{"a":${SEED},"b":"${'é✓'.repeat(40_000)}","c":[${'1,'.repeat(100_000)}${SEED}]}`,
  ])('keeps the digits of %.60s', (text) => {
    expect(written(parseKeepingDigits(text))).toBe(text);
  });

  it.each([
    ['a text of digits', `{"a":"${SEED}"}`],
    ['no such number', '{"a":1.0,"b":123456789012345}'],
    ['decimals as JavaScript writes them', '[-12.345678901234567,0.00012345678901234567,0.1]'],
    ['decimals of a larger text', `{"a":1.234567890123456789,"b":"${'x'.repeat(10_000)}"}`],
    ['a number alone', SEED],
  ])('keeps nothing of %s', (_, text) => {
    expect(hasWritten(parseKeepingDigits(text))).toBe(false);
  });

  it('keeps half of a character rather than digits', () => {
    const text = `{"a":${SEED},"b":"\ud83d"}`;
    expect(parseKeepingDigits(text)).toEqual(JSON.parse(text));
  });

  it('looks at no more numbers than of a request', () => {
    const many = `[${`${SEED},`.repeat(MAX_NUMBERS_LOOKED_AT)}${SEED}]`;
    expect(written(parseKeepingDigits(many)).split(SEED)).toHaveLength(MAX_NUMBERS_LOOKED_AT + 1);
  });

  it('comes to an end on what is nested without one', () => {
    const text = `{"n":${SEED},"a":${'['.repeat(100_000)}${SEED}${']'.repeat(100_000)}}`;
    expect(Object.keys(parseKeepingDigits(text) as object)).toEqual(['n', 'a']);
  });
});
