import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { boundedCopy, SEARCHED_BEYOND } from './bounded-copy.js';
import { knownSecrets } from './known-secrets.js';
import { Redactor } from './redactor.js';

const SECRET = 'canary-0123456789';
const REDACTOR = new Redactor([knownSecrets([SECRET, '4711471147'])]);
const copyOf = (value: unknown, maxBytes = 1_000) => boundedCopy(value, maxBytes, REDACTOR);

describe('boundedCopy', () => {
  it('is the same JSON where nothing is to be masked and all has room', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 4 }), async (value) => {
        const copy = await copyOf(value, 1_000_000);
        expect(copy).toEqual({ value: JSON.parse(JSON.stringify(value)), isCut: false });
      }),
      { numRuns: 200 },
    );
  });

  it('has no more bytes than it may, and says so', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.jsonValue({ maxDepth: 4 }),
        fc.integer({ min: 8, max: 60 }),
        async (value, most) => {
          const copy = await copyOf(value, most);
          expect(Buffer.byteLength(JSON.stringify(copy.value))).toBeLessThanOrEqual(most);
          const whole: unknown = JSON.parse(JSON.stringify(value));
          expect(copy.isCut || isDeepStrictEqual(copy.value, whole)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('masks in texts, in names and in numbers', async () => {
    const { value } = await copyOf({ [SECRET]: [`a ${SECRET}`], card: 4711471147, n: 4711 });
    expect(value).toEqual({ '[redacted]': ['a [redacted]'], card: '[redacted]', n: 4711 });
  });

  it('masks what is cut in two', async () => {
    for (let most = 20; most < 60; most += 1) {
      const { value, isCut } = await copyOf({ text: `${'x'.repeat(20)}${SECRET} and more of it` }, most);
      expect([JSON.stringify(value).includes('canary'), isCut]).toEqual([false, true]);
    }
  });

  it('reads no more of ten megabytes than it keeps, and none of what is too deep', async () => {
    const read: number[] = [];
    const counting = new Redactor([(text) => (read.push(text.length), [])]);
    const { value, isCut } = await boundedCopy(['x'.repeat(10_000_000), 'more'], 256, counting);
    expect([isCut, JSON.stringify(value).length]).toEqual([true, 255]);
    expect(Math.max(...read)).toBeLessThanOrEqual(256 + SEARCHED_BEYOND);
    const get = () => {
      throw new Error('it was read');
    };
    let deep: unknown = new Proxy([], { get, ownKeys: get });
    for (let depth = 0; depth < 10_000; depth += 1) deep = [deep];
    expect((await copyOf(deep)).isCut).toBe(true);
  });

  it('keeps a name that is special to JavaScript', async () => {
    const { value } = await copyOf(JSON.parse('{"__proto__":{"a":1}}'));
    expect(JSON.stringify(value)).toBe('{"__proto__":{"a":1}}');
  });
});
