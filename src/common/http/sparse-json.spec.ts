import fc from 'fast-check';
import { parseSmallJsonBody } from './json-limits.js';
import { JsonShape } from './json-shape.js';
import { parseSparseJson } from './sparse-json.js';

const LIMITS = { maxDepth: 1_000, maxValues: 1_000_000 };

/** As the gateway does it, and no other way beside it; `undefined` = the whole is parsed. */
function sparse(bytes: Buffer): unknown {
  const shape = new JsonShape(LIMITS);
  shape.add(bytes);
  const value = parseSparseJson(bytes, shape.apart, (text) => JSON.parse(text) as unknown);
  // How numbers were written is not looked at here.
  return structuredClone(value);
}

/** Whatever comes of it, an error included. */
function outcomeOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return (error as Error).message;
  }
}

const long = fc
  .tuple(
    fc.constantFrom('A', 'é', '😀', 'word '),
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.integer({ min: 0, max: 9 }),
  )
  .map(([letter, odd, more]) => letter.repeat(16 * 1024 + more) + odd);

const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.jsonValue(),
    long,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(fc.string(), long), tie('value'), { maxKeys: 3 }),
  ),
}));

describe('JSON of a few long texts', () => {
  it('comes to the same value as when it is parsed all at once', () => {
    fc.assert(
      fc.property(value, fc.nat(3), (body, spaces) => {
        const bytes = Buffer.from(JSON.stringify({ body }, null, spaces));
        const plain = JSON.parse(bytes.toString()) as unknown;
        expect(sparse(bytes) ?? plain).toEqual(plain);
        expect(parseSmallJsonBody(bytes, LIMITS)).toEqual(plain);
      }),
      { numRuns: 200 },
    );
  });

  it('is refused with the same error as when it is parsed all at once', () => {
    const body = fc.tuple(
      value,
      fc.constantFrom('1.0', '-0', '12345678901234567890', '1e400', '{"x":[5.0]}'),
    );
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(body, changes, ([more, number], changed) => {
        const bytes = Buffer.from(`{"number":${number},"body":${JSON.stringify(more)}}`);
        for (const [at, byte] of changed) bytes[at % bytes.length] = byte;
        const plain = outcomeOf(() => {
          const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
          return JSON.parse(text) as unknown;
        });
        expect(sparse(bytes) ?? plain).toEqual(plain);
      }),
      { numRuns: 300 },
    );
  });

  const TEXT = 'x'.repeat(20_000);

  it.each([
    ['a picture', `{"messages":[{"content":"${TEXT}"}],"b":"${TEXT}","c":["${TEXT}"]}`, true],
    ['with spaces around it', ` {"a" : "${TEXT}" } `, true],
    ['of other alphabets', `{"a":"${TEXT}\u00e9\u{1f600}"}`, true],
    ['with a name that is long', `{"${TEXT}" : 1}`, false],
    ['with a line end as it is', `{"a":"${TEXT}\n"}`, false],
    ['with escapes of letters elsewhere', `{"a":"${TEXT}","b":"\\u00000"}`, true],
    ['with an escape in it', `{"a":"${TEXT}\\n"}`, false],
    ['that is cut', `{"a":"${TEXT}"`, false],
    ['that goes on', `{"a":"${TEXT}"}]`, false],
  ])('is known by its looks: %s', (_, json, isSparse) => {
    expect(sparse(Buffer.from(json))).toEqual(isSparse ? JSON.parse(json) : undefined);
  });

  it('is told from bytes that are no UTF-8', () => {
    const bytes = Buffer.from(`{"a":"${TEXT}","b":"é"}`, 'latin1');
    expect(sparse(bytes)).toBeUndefined();
    const inText = Buffer.from(`{"a":"${TEXT}é"}`, 'latin1');
    expect(sparse(inText)).toBeUndefined();
  });

  it.each([0, 1, 2, 3, 4, 5, 6, 7])(
    'finds a control character at the byte %i, wherever the text lies',
    (at) => {
      for (const shift of [0, 1, 2, 3]) {
        const text = Buffer.from(TEXT.slice(0, 16_400));
        text[at] = 0x1f;
        const end = Buffer.from(TEXT.slice(0, 16_400));
        end[end.length - 1 - at] = 0x00;
        for (const content of [text, end]) {
          const json = Buffer.concat([
            Buffer.from(' '.repeat(shift)),
            Buffer.from('{"a":"'),
            content,
            Buffer.from('"}'),
          ]);
          expect(sparse(json)).toBeUndefined();
        }
      }
    },
  );
});
