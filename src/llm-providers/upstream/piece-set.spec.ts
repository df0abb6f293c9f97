import fc from 'fast-check';
import { PieceSet } from './piece-set.js';

/** Few letters, so that pieces stand in texts, begin alike and overlap. */
const texts = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '中'), minLength: 4, maxLength: 12 });
const LENGTHS = [4, 5, 6, 7, 8, 9, 10, 11, 12];

describe('PieceSet', () => {
  it('counts as a look at each place and each length does, for any pieces and texts', () => {
    fc.assert(
      fc.property(fc.array(texts, { maxLength: 6 }), fc.array(texts, { maxLength: 4 }), (pieces, words) => {
        const set = new PieceSet();
        pieces.forEach((piece) => set.add(piece));
        const text = [...words, ...pieces.slice(0, 2)].join('');
        const known = new Set(pieces);
        const places = Array.from(text, (_, start) => start);
        const found = places.flatMap((start) =>
          LENGTHS.map((length) => text.slice(start, start + length)).filter(
            (part, at) => part.length === LENGTHS[at] && known.has(part),
          ),
        );
        expect(set.countIn(text)).toBe(found.length);
        expect(set.isIn(text)).toBe(found.length > 0);
        expect(set.isEmpty).toBe(pieces.length === 0);
      }),
    );
  });

  it('finds no piece that is cut off by the end of a text', () => {
    const set = new PieceSet();
    set.add('abcdef');
    expect([set.countIn('xxabcde'), set.countIn('xxabcdef'), set.countIn('ab')]).toEqual([0, 1, 0]);
  });
});
