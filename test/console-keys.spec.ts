import { typedFind } from '../console/src/pages/keys/typed-find.js';

describe('what is typed to find keys', () => {
  it.each([
    ['tg_abcd1234_secret-of-it', 'tg_abcd1234'],
    [' tg_abcd1234_secret-of-it\t', 'tg_abcd1234'],
    ['Authorization: Bearer tg_abcd1234_secret-of-it', 'tg_abcd1234'],
    ['tg_abcd1234', 'tg_abcd1234'],
    ['key of ', 'key of '],
  ])('stands in the address without what is secret of a key: %j', (typed, shown) => {
    expect(typedFind(typed)).toBe(shown);
  });
});
