import * as fc from 'fast-check';
import { piecesOf } from './text-pieces.js';

describe('piecesOf', () => {
  it('cuts behind the space that follows a word', () => {
    expect([...piecesOf('One two  three.')]).toEqual(['One ', 'two  ', 'three.']);
  });

  it('cuts long words, but not characters', () => {
    const pieces = [...piecesOf(`x${'👍'.repeat(30)}`)];
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.every((piece) => piece.isWellFormed())).toBe(true);
  });

  it('has no piece for an empty text', () => {
    expect([...piecesOf('')]).toEqual([]);
  });

  it('joins to the very same text, lone surrogates, RTL marks and ZWJ emoji included', () => {
    const units = fc
      .uint16Array()
      .map((codes) => Array.from(codes, (code) => String.fromCharCode(code)).join(''));
    const special = fc
      .array(fc.constantFrom('\ud83d', '\udc4d', '\u200f', '\u202b', '👩‍👩‍👧‍👦', ' ', '\n', 'שלום', 'word'))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(units, special), (text) => {
        const pieces = [...piecesOf(text)];
        expect(pieces.join('')).toBe(text);
        expect(pieces.every((piece) => piece.length > 0 && piece.length <= 24)).toBe(true);
      }),
    );
  });
});
