import * as fc from 'fast-check';
import { weightedOrder } from './weighted-order.js';

const WEIGHTS: Readonly<Record<string, number>> = { a: 3, b: 1 };
const orderAt = (draw: number) =>
  weightedOrder(
    ['a', 'b'],
    (name) => WEIGHTS[name] ?? 0,
    () => draw,
  ).join('');

describe('weightedOrder', () => {
  it.each([
    [0, 'ab'],
    [0.74, 'ab'],
    [0.75, 'ba'],
    [0.999, 'ba'],
  ])('draws by the shares of the weights: %d', (draw, order) => {
    expect(orderAt(draw)).toBe(order);
  });

  it('draws a quarter of the time what has a quarter of the weight', () => {
    const draws = Array.from({ length: 1_000 }, (_, index) => index / 1_000);
    expect(draws.filter((draw) => orderAt(draw) === 'ba')).toHaveLength(250);
  });

  it('has every target in it, whatever is drawn', () => {
    const weights = fc.array(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(
        weights,
        fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
        (all, draws) => {
          const indices = all.map((_, index) => index);
          const order = weightedOrder(
            indices,
            (index) => all[index] ?? 1,
            () => draws.next().value as number,
          );
          expect(order.toSorted((one, other) => one - other)).toEqual(indices);
        },
      ),
    );
  });
});
