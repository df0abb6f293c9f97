import * as fc from 'fast-check';
import { TextCollector } from './text-collector.js';

const collect = (pieces: readonly string[]) => {
  const text = new TextCollector();
  for (const piece of pieces) text.add(piece);
  return text;
};

describe('TextCollector', () => {
  it('is the pieces in their order, however many, and however often it is read', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 1500, size: 'max' }), (pieces) => {
        const text = collect(pieces);
        expect([text.toString(), text.toString()]).toEqual([pieces.join(''), pieces.join('')]);
      }),
      { numRuns: 20 },
    );
  });

  it('is the pieces in their order beyond what it keeps unpacked', () => {
    const letters = fc.constantFrom('a ', 'é', '漢', '\u{1F600}', '\ud800', '\udc00', '\0');
    const pieces = fc.array(fc.tuple(letters, fc.integer({ min: 1, max: 20_000 })), {
      minLength: 3,
      maxLength: 12,
    });
    fc.assert(
      fc.property(pieces, (all) => {
        const texts = all.map(([letter, times]) => letter.repeat(times));
        expect(collect(texts).toString()).toBe(texts.join(''));
      }),
      { numRuns: 30 },
    );
  });

  it('goes on after it was read', () => {
    const text = collect(['a', 'b']);
    expect(text.toString()).toBe('ab');
    text.add('c');
    expect(text.toString()).toBe('abc');
  });
});
