import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Embeddings } from '../../port/canonical.js';

/** How a vector is written: as JSON numbers, or in base64 as the bytes of float32s with the lowest byte first. */
export type EncodingFormat = 'float' | 'base64';

const FLOAT_BYTES = 4;
/** Numbers that are converted before other work gets its turn: some milliseconds. */
const NUMBERS_PER_TURN = 100_000;

/**
 * The same vectors in the format that the caller asked for, whichever the provider sent. A vector that has it already is
 * left as it is.
 * @throws RangeError for base64 that holds no whole number of float32s.
 */
export async function inFormat(embeddings: Embeddings, format: EncodingFormat): Promise<Embeddings> {
  const data: Embeddings['data'][number][] = [];
  let numbers = 0;
  for (const one of embeddings.data) {
    const vector = one.embedding;
    if ((typeof vector === 'string') === (format === 'base64')) {
      data.push(one);
      continue;
    }
    const embedding = typeof vector === 'string' ? fromBase64(vector) : toBase64(vector);
    data.push({ ...one, embedding });
    numbers += embedding.length;
    if (numbers < NUMBERS_PER_TURN) continue;
    numbers = 0;
    await nextTurn();
  }
  return { ...embeddings, data };
}

function toBase64(numbers: readonly number[]): string {
  const bytes = Buffer.allocUnsafe(numbers.length * FLOAT_BYTES);
  numbers.forEach((number, at) => bytes.writeFloatLE(number, at * FLOAT_BYTES));
  return bytes.toString('base64');
}

function fromBase64(text: string): number[] {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length === 0 || bytes.length % FLOAT_BYTES !== 0) throw new RangeError('it holds no float32s');
  return Array.from({ length: bytes.length / FLOAT_BYTES }, (_, at) => bytes.readFloatLE(at * FLOAT_BYTES));
}
