import fc from 'fast-check';
import { parseJsonBody, parseSmallJsonBody } from './http/json-limits.js';
import { parseJsonInTurns } from './json-in-turns.js';
import { jsonBytesInTurns } from './json-pieces.js';
import {
  asWritten,
  filterMembers,
  isOddNumber,
  mapMembers,
  MAX_NUMBERS_LOOKED_AT,
} from './written-numbers.js';

const LIMITS = { maxDepth: 1000, maxValues: 1_000_000 };
const WRITINGS = ['1.0', '-0', '-0.0', '1e400', '-2.50E-400', '0.10', '9223372036854775807', '100e-2'];
const LONG = 'x'.repeat(20_000);

function read(json: string): Record<string, unknown> {
  return parseSmallJsonBody(Buffer.from(json), LIMITS) as Record<string, unknown>;
}
const written = (value: unknown) => JSON.stringify(asWritten(value));

/** JSON without blanks, in which numbers are written in all manners. */
const json = fc
  .letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.jsonValue({ maxDepth: 1 }),
      fc.constantFrom(...WRITINGS, LONG).map((one) => (one === LONG ? one : `#${one}#`)),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.string(), tie('value'), { maxKeys: 4 }),
    ),
  }))
  .value.map((value) => JSON.stringify({ value, top: '#1.50#' }).replaceAll(/"#(-?\d[^"#]*)#"/g, '$1'))
  .filter((text) => !text.includes('"__proto__"'));

describe('numbers as they were written', () => {
  it('are written so again, whichever way the body is read and written', async () => {
    const readers = [
      (text: string) => Promise.resolve(read(text)),
      (text: string) => parseJsonInTurns(text, { keepsNumbers: true }),
    ];
    await fc.assert(
      fc.asyncProperty(json, async (text) => {
        for (const reader of readers) {
          const value = await reader(text);
          expect(written(value)).toBe(text);
          const large = { large: LONG.repeat(4), ...(value as object) };
          expect((await jsonBytesInTurns(large)).toString()).toBe(
            text.replace('{', `{"large":"${large.large}",`),
          );
          expect(JSON.parse(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(JSON.parse(text))));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('are written so again in whatever manner they were written', async () => {
    const number = fc.stringMatching(/^-?(0|[1-9]\d{0,20})(\.(0{0,8}|)\d{1,20})?([eE][+-]?\d{1,3})?$/);
    await fc.assert(
      fc.asyncProperty(number, async (source) => {
        const text = `{"a":[${source}]}`;
        expect(written(read(text))).toBe(text);
        expect(written(await parseJsonInTurns(text, { keepsNumbers: true }))).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  it('are numbers to all that read them', () => {
    const { a, b, c } = read('{"a":1.0,"b":[12345678901234567890],"c":1e400}');
    expect([a, (b as unknown[])[0], c]).toEqual([1, 12345678901234567000, Infinity]);
  });

  it('stay with copies, as long as they are what they were', () => {
    const body = read('{"a":1.0,"b":2.0,"c":{"d":3.0},"e":[4.0,5.0]}');
    expect(written({ ...body, a: 7, more: 8 })).toBe('{"a":7,"b":2.0,"c":{"d":3.0},"e":[4.0,5.0],"more":8}');
    expect(written(filterMembers(body, (name) => name !== 'b'))).toBe(
      '{"a":1.0,"c":{"d":3.0},"e":[4.0,5.0]}',
    );
    const changed = mapMembers(body, (name, value) =>
      name === 'c' ? { ...(value as object), x: 1 } : value,
    );
    expect(written(changed)).toBe('{"a":1.0,"b":2.0,"c":{"d":3.0,"x":1},"e":[4.0,5.0]}');
    expect(JSON.stringify(body)).toBe('{"a":1,"b":2,"c":{"d":3},"e":[4,5]}');
  });

  it('of a member that stands there twice are those of the last one', () => {
    expect(written(read('{"a":1.0,"a":2}'))).toBe('{"a":2}');
    expect(written(read('{"a":1,"a":2.0}'))).toBe('{"a":2.0}');
    expect(written(read('{"a":{"b":1.0},"a":{"b":1}}'))).toBe('{"a":{"b":1}}');
  });

  it.each([
    '{1.0:2}',
    '{"a":1.0.0}',
    '{"a":01.0}',
    '{"a":-}',
    '{"a":1.}',
    '{"a":1e}',
    '{"a":--1.0}',
    '{"a":1.0"b"}',
  ])('let nothing pass that is no JSON: %s', (text) => {
    expect(() => read(text)).toThrow('not valid JSON');
  });

  it('are kept behind a byte order mark, and beside escapes and names that look forbidden', () => {
    const text = '{"constructor":{"a":1.0},"b":"\\u0000"}';
    expect(written(read(`\ufeff${text}`))).toBe(text);
    expect(() => read('{"constructor":{"prototype":1.0}}')).toThrow('"constructor"');
    expect(() => read('{"a":1.0,"__proto__":{}}')).toThrow('"__proto__"');
  });

  it('are bounded in length and in number', async () => {
    expect(isOddNumber('1.0')).toBe(true);
    expect(isOddNumber(`1.${'0'.repeat(1000)}`)).toBe(false);
    const many = `{"a":[${'1.0,'.repeat(MAX_NUMBERS_LOOKED_AT)}1.0]}`;
    const bounded = many.replace('1.0]', '1]');
    expect(written(read(many))).toBe(bounded);
    const large = many.replace('{', `{"large":"${LONG.repeat(20)}",`);
    const body = await parseJsonBody(Buffer.from(large), LIMITS);
    expect(written(body).endsWith('1.0,1]}')).toBe(true);
  });

  it.each(['5', '-7.25', '0.05', '123456789012345'])(
    'do not count where they are of few digits and as anybody writes them: %s',
    async (plain) => {
      const text = `{"a":[${`${plain},`.repeat(MAX_NUMBERS_LOOKED_AT)}1.0]}`;
      const inTurns = await parseJsonInTurns(text, { keepsNumbers: true });
      for (const value of [read(text), inTurns]) expect(written(value).endsWith(',1.0]}')).toBe(true);
    },
  );

  it.each(['0', '-1', '5.5', '0.3', '123456789012345', '9007199254740991', '1e+21', '1e-7'])(
    'are not kept where they are written so anyway: %s',
    (source) => {
      expect(isOddNumber(source)).toBe(false);
    },
  );
});
