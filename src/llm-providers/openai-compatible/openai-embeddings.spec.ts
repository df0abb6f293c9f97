import { ACME, ACME_SETTINGS } from '../../port/testing/fake-llm-provider.js';
import type { EmbeddingRequest } from '../../port/canonical.js';
import { fromEmbeddingUsage, readEmbeddings } from './openai-embeddings.js';

const REQUEST: EmbeddingRequest = { model: 'embed-1', input: ['one', 'two'] };
const CALL = { definition: ACME, settings: ACME_SETTINGS, apiKey: null, request: REQUEST, nowMs: 0 };

function read(data: readonly unknown[], request = REQUEST, more: object = {}) {
  return readEmbeddings({ data, ...more }, request, CALL);
}

describe('readEmbeddings', () => {
  it.each([
    ['of their own', [0, 1], [0, 1]],
    ['as digits', ['0', '1'], [0, 1]],
    ['that are missing', [undefined, undefined], [0, 1]],
    ['that are all 0', [0, 0], [0, 1]],
    ['that are too high', [1, 2], [0, 1]],
  ])('reads places %s', (_what, indexes, expected) => {
    const { data } = read(indexes.map((index) => ({ index, embedding: [1] })));
    expect(data.map(({ index, object }) => [index, object])).toEqual(
      expected.map((index) => [index, 'embedding']),
    );
  });

  it('has the vectors in the order of the inputs, by which most clients read them', () => {
    const { data } = read([
      { index: 1, embedding: [2] },
      { index: 0, embedding: [1] },
    ]);
    expect(data).toEqual([
      { object: 'embedding', index: 0, embedding: [1] },
      { object: 'embedding', index: 1, embedding: [2] },
    ]);
  });

  it.each([NaN, Infinity])('refuses base64 that holds %d, for whom it has to be made a number', (number) => {
    const embedding = Buffer.from(Float32Array.of(1, number).buffer).toString('base64');
    const one = { ...REQUEST, input: 'one' };
    expect(() => read([{ embedding }], one)).toThrow('an embedding that is no vector');
    expect(read([{ embedding }], { ...one, encoding_format: 'base64' }).data).toMatchObject([{ embedding }]);
  });

  it('takes base64 for base64, and only that of float32s for numbers', () => {
    const one = { ...REQUEST, input: 'one' };
    expect(read([{ embedding: 'AAA=' }], { ...one, encoding_format: 'base64' }).data).toHaveLength(1);
    expect(read([{ embedding: 'AACAPw==' }], one).data).toHaveLength(1);
    expect(() => read([{ embedding: 'AAA=' }], one)).toThrow('an embedding that is no vector');
  });

  it.each([[[]], [[1, Infinity]], [['1']], [[[1]]], [null], ['not base64!'], [{ values: [1] }]])(
    'refuses %j as a vector',
    (embedding) => {
      const vectors = [{ embedding: [1] }, { embedding }];
      expect(() => read(vectors)).toThrow('Acme API error: its answer has an embedding that is no vector.');
    },
  );

  it.each([
    ['a text', 'one', 1],
    ['tokens', [1, 2, 3], 1],
    ['arrays of tokens', [[1], [2, 3]], 2],
  ])('counts %s', (_what, input, count) => {
    const vectors = Array.from({ length: count }, () => ({ embedding: [1] }));
    expect(read(vectors, { ...REQUEST, input }).data).toHaveLength(count);
    expect(() => read([...vectors, { embedding: [1] }], { ...REQUEST, input })).toThrow(/embeddings for/);
  });

  it.each([
    [{ error: { message: 'No.', code: 'rate_limit_exceeded' } }, 'provider.rate_limited'],
    [{ detail: 'It failed.' }, 'provider.unavailable'],
    ['a text', 'provider.invalid_response'],
    [null, 'provider.invalid_response'],
    [{}, 'provider.invalid_response'],
  ])('throws for %j', (answer, code) => {
    expect(() => readEmbeddings(answer, REQUEST, CALL)).toThrow(expect.objectContaining({ code }) as Error);
  });
});

describe('fromEmbeddingUsage', () => {
  it.each([
    [{ prompt_tokens: 3, total_tokens: 3 }, 3],
    [{ total_tokens: 3 }, 3],
    [{ prompt_tokens: 3 }, 3],
    [{ prompt_tokens: 0, total_tokens: 0 }, 0],
  ])('reads %j', (usage, tokens) => {
    expect(fromEmbeddingUsage(usage)).toEqual({
      prompt_tokens: tokens,
      total_tokens: tokens,
      completion_tokens: 0,
    });
  });

  it.each([[undefined], [null], [{}], [{ prompt_tokens: 'many' }]])('has nothing of %j', (usage) => {
    expect(fromEmbeddingUsage(usage)).toBeNull();
  });
});
