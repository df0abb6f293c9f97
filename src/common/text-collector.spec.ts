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

  it('goes on after it was read', () => {
    const text = collect(['a', 'b']);
    expect(text.toString()).toBe('ab');
    text.add('c');
    expect(text.toString()).toBe('abc');
  });
});
