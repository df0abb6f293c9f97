import * as fc from 'fast-check';
import type { Embeddings } from '../../port/canonical.js';
import { inFormat, type EncodingFormat } from './embedding-format.js';

function listOf(...vectors: readonly (readonly number[] | string)[]): Embeddings {
  const data = vectors.map((embedding, index) => ({ object: 'embedding' as const, index, embedding }));
  return { object: 'list', data, model: 'm' };
}

async function written(vector: readonly number[] | string, format: EncodingFormat) {
  return (await inFormat(listOf(vector), format)).data[0]?.embedding;
}

describe('inFormat', () => {
  it('writes numbers as float32s with the lowest byte first', async () => {
    // 1 is 0x3f800000, -2 is 0xc0000000
    const bytes = Buffer.from([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]);
    expect(await written([1, -2], 'base64')).toBe(bytes.toString('base64'));
    expect(await written(bytes.toString('base64'), 'float')).toEqual([1, -2]);
  });

  it('leaves what has the format as it is', async () => {
    expect(await written([0.1, 2], 'float')).toEqual([0.1, 2]);
    expect(await written('AACAPw==', 'base64')).toBe('AACAPw==');
  });

  it('reads what it writes, whatever the numbers', async () => {
    const numbers = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(numbers, async (vector) => {
        const base64 = await written(vector, 'base64');
        expect(await written(base64 ?? '', 'float')).toEqual(vector);
      }),
    );
  });

  it('converts each vector of a batch by itself, and keeps what stands beside them', async () => {
    const list = { ...listOf([1], 'AACAPw=='), usage: { prompt_tokens: 1, total_tokens: 1 } };
    const { data, ...rest } = await inFormat(list, 'base64');
    expect(data.map(({ embedding }) => embedding)).toEqual(['AACAPw==', 'AACAPw==']);
    expect(rest).toEqual({ object: 'list', model: 'm', usage: list.usage });
  });
});
