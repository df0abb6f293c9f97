import { jsonPieces, type LongText } from './json-pieces.js';

const SMILE = '\u{1f642}';

function longText(...pieces: readonly string[]): LongText {
  return { pieces: () => pieces, toJSON: () => pieces.join('') };
}

describe('JSON in pieces', () => {
  const large = 'a "quote", a \\ and a \n line; \u2028 '.repeat(20_000);
  const values: readonly unknown[] = [
    null,
    true,
    0.5,
    '',
    'text',
    [],
    {},
    { left: undefined, out: null, list: [1, undefined, 'x'] },
    large,
    { message: large, after: [large, { deep: large }], '"name"': 1 },
    { [large]: large },
    `x${SMILE.repeat(200_000)}`,
    `${SMILE.repeat(200_000)}\ud83d`,
    Array.from({ length: 50_000 }, (_, index) => ({ token: `t${index}`, logprob: -index, bytes: [1, 2] })),
    Array.from({ length: 100_000 }, () => []),
    { empty: [], none: {}, large, end: [{}] },
  ];

  it.each(values.map((value, index) => [index, value]))('is what JSON.stringify gives (%#)', (_, value) => {
    expect([...jsonPieces(value)].join('') === JSON.stringify(value)).toBe(true);
  });

  it('comes in one piece where it is small', () => {
    expect([...jsonPieces({ message: 'Hello!', usage: { total_tokens: 3 } })]).toHaveLength(1);
  });

  it('comes in pieces of a bounded size where it is large', () => {
    const longest = (value: unknown) => Math.max(...Array.from(jsonPieces(value), ({ length }) => length));
    // Six characters each, where all of them have to be escaped.
    for (const value of values) expect(longest(value)).toBeLessThan(7 * 65_536);
    expect([...jsonPieces({ message: large })].length).toBeGreaterThan(8);
  });

  it('takes a long text a piece at a time, and joins a pair that two of them share', () => {
    const [high, low] = [SMILE.slice(0, 1), SMILE.slice(1)];
    const value = { message: longText('a"b', `c${high}`, '', `${low}d`, high), after: 1 };
    expect([...jsonPieces(value)].join('')).toBe(JSON.stringify(value));
  });

  it('is written to the last of many levels', () => {
    let nested: unknown = large;
    for (let level = 0; level < 500; level += 1) nested = { nested };
    expect([...jsonPieces(nested)].join('') === JSON.stringify(nested)).toBe(true);
  });
});
