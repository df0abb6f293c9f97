import { visibleText } from '../console/src/parts/visible-text.js';

describe('a name in the console', () => {
  it.each([
    ['red\u202e$ 0', 'red\\u202e$ 0'],
    ['\u2066a\u2069\u061c', '\\u2066a\\u2069\\u061c'],
    ['a\nb\u009b', 'a\\u000ab\\u009b'],
    ['équipe 赤 👩‍🚀', 'équipe 赤 👩‍🚀'],
    ['קבוצה', 'קבוצה'],
  ])('shows what would turn or end its line as what it is: %j', (name, shown) => {
    expect(visibleText(name)).toBe(shown);
  });
});
