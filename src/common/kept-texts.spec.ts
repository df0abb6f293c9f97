import { isKept, unkeptIn } from './kept-texts.js';

describe('texts that stores keep', () => {
  it.each(['', 'plain', 'line\nline\t', '漢é', '\u{1F600}', '\\u0000'])('has %j among them', (text) => {
    expect([isKept(text), unkeptIn({ a: [text] })]).toEqual([true, null]);
  });

  it.each(['\0', 'a\0b', '\ud800', 'a\udc00', '\ude00\ud83d'])('has not %j', (text) => {
    expect(isKept(text)).toBe(false);
    expect(unkeptIn(text)).toEqual([]);
    expect(unkeptIn({ a: 1, b: ['', { c: text }] })).toEqual(['b', '1', 'c']);
    expect(unkeptIn({ a: { [text]: 1 } })).toEqual(['a']);
  });
});
