import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Embedding, Embeddings, EmbeddingRequest } from '../../port/canonical.js';
import { sandboxError } from './sandbox-errors.js';
import { countTokensAsync } from './tokens/token-counting.js';

const USUAL_DIMENSIONS = 16;
const MAX_DIMENSIONS = 4096;
/** Vectors that are made before other work gets its turn. */
const VECTORS_PER_TURN = 64;

/**
 * The same vector for the same text, whatever else is in the batch.
 * @throws GatewayError `provider.rejected` for dimensions that it does not make; the signal's reason, once it is aborted.
 */
export async function simulateEmbeddings(
  { input, model, dimensions }: EmbeddingRequest,
  signal: AbortSignal,
): Promise<Embeddings> {
  const size = dimensions ?? USUAL_DIMENSIONS;
  if (size > MAX_DIMENSIONS) throw tooManyDimensions();
  const inputs = inputsIn(input);
  const data: Embedding[] = [];
  let tokens = 0;
  for (const [index, one] of inputs.entries()) {
    tokens += typeof one === 'string' ? await countTokensAsync(one, signal) : one.length;
    data.push({ object: 'embedding', index, embedding: vectorOf(JSON.stringify(one), size) });
    if (index % VECTORS_PER_TURN === VECTORS_PER_TURN - 1) await nextTurn();
    signal.throwIfAborted();
  }
  return { object: 'list', data, model, usage: { prompt_tokens: tokens, total_tokens: tokens } };
}

function inputsIn(input: EmbeddingRequest['input']): readonly (string | readonly number[])[] {
  if (typeof input === 'string') return [input];
  return typeof input[0] === 'number' ? [input as number[]] : (input as (string | number[])[]);
}

/** Of length 1, in numbers that a float32 holds exactly. */
function vectorOf(text: string, size: number): number[] {
  const bytes = createHash('shake256', { outputLength: size * 2 })
    .update(text)
    .digest();
  const numbers = Array.from({ length: size }, (_, at) => bytes.readInt16LE(at * 2) + 0.5);
  const length = Math.hypot(...numbers);
  return numbers.map((number) => Math.fround(number / length));
}

function tooManyDimensions() {
  const explanation = `it makes vectors of up to ${MAX_DIMENSIONS} dimensions.`;
  return sandboxError('provider.rejected', explanation, { param: 'dimensions' });
}
