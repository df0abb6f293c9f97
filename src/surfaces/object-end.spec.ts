import * as fc from 'fast-check';
import { ObjectEnd } from './object-end.js';

describe('ObjectEnd', () => {
  it('is reached with the last character of any object, and not before', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.json()), (value) => {
        const text = JSON.stringify(value);
        const end = new ObjectEnd();
        for (let at = 0; at < text.length; at += 1) {
          expect(end.isReached).toBe(false);
          end.feed(text.charAt(at));
        }
        expect(end.isReached).toBe(true);
      }),
    );
  });

  it('is not reached by nothing, by blanks or by what is no object', () => {
    const end = new ObjectEnd();
    for (const piece of ['', '  ', '1']) end.feed(piece);
    expect(end.isReached).toBe(false);
  });
});
