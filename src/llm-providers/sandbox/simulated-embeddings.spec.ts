import { ask, complete, PREFIX, setUp } from './testing/sandbox-stage.js';

const MODEL = 'sim/embedding';

function embed(input: string | string[] | number[] | number[][], model = MODEL, dimensions?: number) {
  const { provider, attempt } = setUp();
  return provider.embed({ model, input, ...(dimensions !== undefined && { dimensions }) }, attempt);
}

describe('the embeddings of the sandbox', () => {
  it('are the same for the same text, wherever it stands', async () => {
    const [first, second] = (await embed(['one', 'two'])).data;
    expect((await embed('two')).data[0]?.embedding).toEqual(second?.embedding);
    expect(second?.embedding).not.toEqual(first?.embedding);
  });

  it.each([undefined, 1, 3, 4096])('have %s dimensions and the length 1', async (dimensions) => {
    const vector = (await embed('one', MODEL, dimensions)).data[0]?.embedding as readonly number[];
    expect(vector).toHaveLength(dimensions ?? 16);
    expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
    expect(vector).toEqual([...new Float32Array(vector)]);
  });

  it('count tokens as they are sent, and those of texts', async () => {
    expect((await embed([[1, 2], [3]])).usage).toEqual({ prompt_tokens: 3, total_tokens: 3 });
    expect((await embed([1, 2])).data).toHaveLength(1);
    expect((await embed(['hello', 'hello'])).usage?.prompt_tokens).toBe(2);
  });

  it.each([
    ['sim/echo', undefined, 'sim/echo makes no vectors; ask for sim/embedding.'],
    ['sim/none', undefined, 'there is no simulated model "sim/none".'],
    [`${MODEL}:fail=429`, undefined, 'this failure (429) is simulated'],
    [MODEL, 4097, 'it makes vectors of up to 4096 dimensions.'],
  ])('are none of %s with %s dimensions', async (model, dimensions, message) => {
    await expect(embed('one', model, dimensions)).rejects.toThrow(`${PREFIX}${message}`);
  });

  it('come of a model that says nothing', async () => {
    const message = `${PREFIX}sim/embedding makes vectors; ask it at /v1/embeddings.`;
    await expect(complete(ask(MODEL, 'hello'))).rejects.toThrow(message);
  });
});
