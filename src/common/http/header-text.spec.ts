import { headerText } from './header-text.js';

/** As Node gives it: a character a byte. */
const onTheWire = (text: string) => Buffer.from(text).toString('latin1');

describe('the text of a header', () => {
  it.each(['', 'project=apollo', 'ort=Köln', '東京', '🚀 1'])(
    'is what its bytes say in UTF-8: %j',
    (text) => {
      expect(headerText(onTheWire(text))).toBe(text);
    },
  );

  it('is a character a byte where that is not UTF-8', () => {
    expect(headerText('ort=K\xf6ln')).toBe('ort=Köln');
  });

  it('is cut behind a whole character', () => {
    expect(headerText(onTheWire('ab🚀c'), 3)).toBe('ab');
    expect(headerText(onTheWire('ab🚀c'), 4)).toBe('ab🚀');
    expect(headerText('abcd', 4)).toBe('abcd');
  });
});
