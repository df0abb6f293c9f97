import { firstTokenCount, tokenCountIn } from './token-count.js';

describe('tokenCountIn', () => {
  it.each<[unknown, number]>([
    [0, 0],
    [12, 12],
    [12.0, 12],
    ['12', 12],
    ['12.0', 12],
    [1_000_000_000, 1_000_000_000],
  ])('reads %j as the count that it is', (value, expected) => {
    expect(tokenCountIn(value)).toBe(expected);
  });

  it.each([
    -1,
    1.5,
    NaN,
    Infinity,
    1e21,
    1_000_000_001,
    '-1',
    '1.5',
    '1e3',
    '',
    ' 1',
    'many',
    null,
    true,
    {},
    [1],
  ])('reads no count from %j', (value) => expect(tokenCountIn(value)).toBeNull());
});

describe('firstTokenCount', () => {
  it('prefers a count above 0 to one that is 0, and a 0 to nothing', () => {
    expect(firstTokenCount(undefined, 0, '7', 9)).toBe(7);
    expect(firstTokenCount(null, 0, -1)).toBe(0);
    expect(firstTokenCount(null, 'x')).toBeNull();
  });
});
