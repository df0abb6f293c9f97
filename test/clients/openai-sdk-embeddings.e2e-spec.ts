import OpenAI, { APIError, AuthenticationError, BadRequestError, NotFoundError } from 'openai';
import { startPair, type GatewayPair } from '../support/gateway-pair.js';
import { KEY, ProviderStage } from '../support/provider-stage.js';
import { answerJson, resetBeforeAnswer, vectorOf } from '../support/scripted-openai/index.js';
import type { Exchange } from '../support/scripted-openai/index.js';

const MODEL = 'text-embedding-3-small';
const SIZE = 8;
const ASKED = { model: MODEL, dimensions: SIZE } as const;

type Params = OpenAI.EmbeddingCreateParams;

function failureOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => 'it answered',
    (thrown: unknown) => thrown,
  );
}

describe("OpenAI's SDK with a changed base URL, asking for embeddings", () => {
  let pair: GatewayPair;
  let client: OpenAI;
  beforeAll(async () => {
    pair = await startPair({ UPSTREAM_MAX_RETRIES: '0', ANTHROPIC_API_KEY: 'sk-ant-canary-0123456789' });
    client = new OpenAI({ apiKey: 'none', baseURL: `${pair.gateway.url}/v1`, maxRetries: 0 });
  });
  afterAll(() => pair.close());

  const lastSent = () => pair.upstream.requests.at(-1)?.body;

  it.each<[string, Params['input'], readonly unknown[]]>([
    ['a text', 'hello there', ['hello there']],
    ['a batch of texts', ['one', 'two', 'three'], ['one', 'two', 'three']],
    ['tokens', [1, 2, 3], [[1, 2, 3]]],
    [
      'a batch of tokens',
      [
        [1, 2],
        [3, 4],
      ],
      [
        [1, 2],
        [3, 4],
      ],
    ],
  ])('gets the vectors of %s, in its own way and as floats', async (_what, input, inputs) => {
    for (const format of [{}, { encoding_format: 'float' as const }]) {
      const { data, model, usage } = await client.embeddings.create({ ...ASKED, input, ...format });
      expect(data.map(({ index, embedding }) => [index, [...embedding]])).toEqual(
        inputs.map((one, index) => [index, vectorOf(one, SIZE)]),
      );
      expect([model, usage.total_tokens]).toEqual([MODEL, usage.prompt_tokens]);
      expect(lastSent()).toEqual({ ...ASKED, input, encoding_format: 'base64', ...format });
    }
  });

  it('gets vectors of the size that the model makes', async () => {
    const { data } = await client.embeddings.create({ model: MODEL, input: 'hello', user: 'u-1' });
    expect(data[0]?.embedding).toHaveLength(1536);
    expect(lastSent()).toMatchObject({ user: 'u-1' });
  });

  it.each<['float' | 'base64', 'float' | 'base64']>([
    ['float', 'base64'],
    ['base64', 'float'],
  ])('gets %s where the provider answers in %s', async (asked, sent) => {
    pair.upstream.next({ embeddings: { format: sent } });
    const body = { ...ASKED, input: ['one', 'two'], encoding_format: asked };
    const { data } = await client.post<OpenAI.CreateEmbeddingResponse>('/embeddings', { body });
    const bytes = (text: string) => Buffer.from(new Float32Array(vectorOf(text, SIZE)).buffer);
    const expected = ['one', 'two'].map((text) =>
      asked === 'float' ? vectorOf(text, SIZE) : bytes(text).toString('base64'),
    );
    expect(data.map(({ embedding }) => embedding)).toEqual(expected);
  });

  it('gets its vectors in base64 from a provider that refuses the format', async () => {
    const message = "Unsupported parameter: 'encoding_format' is not supported.";
    const error = { message, type: 'invalid_request_error', param: 'encoding_format', code: null };
    pair.upstream.next(answerJson(400, { error }), {});
    const asked = { ...ASKED, model: 'text-embedding-3-large', input: 'one' };
    const { data, response } = await client.embeddings.create(asked).withResponse();
    expect([...(data.data[0]?.embedding ?? [])]).toEqual(vectorOf('one', SIZE));
    expect(lastSent()).toEqual(asked);
    expect(response.headers.get('x-tollgate-warnings')).toBeNull();
  });

  it('gets what else the provider wrote, and is told who answered, at what price', async () => {
    pair.upstream.next({ embeddings: { more: { service_tier: 'batch' } } });
    const { data, response } = await client.embeddings.create({ ...ASKED, input: 'one two' }).withResponse();
    expect(data).toMatchObject({ object: 'list', service_tier: 'batch', usage: { prompt_tokens: 2 } });
    expect(data.usage).toEqual({ prompt_tokens: 2, total_tokens: 2 });
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'x-tollgate-provider': 'openai',
      'x-tollgate-model': MODEL,
      'x-tollgate-attempts': '1',
      'x-tollgate-cost-usd': '0.00000004',
    });
    const line = await pair.gateway.logLine(({ prompt_tokens }) => prompt_tokens === 2);
    expect(line).toMatchObject({
      route: '/v1/embeddings',
      outcome: 'finished',
      provider_model: MODEL,
      completion_tokens: 0,
      cost_usd: '0.00000004',
    });
  });

  it('sends fields that do not exist yet', async () => {
    const sent: unknown[] = [];
    pair.upstream.next(async (exchange: Exchange) => {
      sent.push(exchange.request.body);
      const data = [{ object: 'embedding', index: 0, embedding: [1, 0] }];
      await answerJson(200, { object: 'list', data, model: MODEL })(exchange);
    });
    const body = { ...ASKED, input: 'one', task: { kind: 'retrieval' } };
    const { data } = await client.embeddings.create(body);
    expect([...(data[0]?.embedding ?? [])]).toEqual([1, 0]);
    expect(sent).toEqual([{ ...body, encoding_format: 'base64' }]);
  });

  it.each<[string, object, abstract new (...args: never[]) => Error, object]>([
    [
      'no input',
      { input: undefined },
      BadRequestError,
      { param: 'input', code: 'missing_required_parameter' },
    ],
    ['an empty text', { input: '' }, BadRequestError, { param: 'input', code: 'invalid_value' }],
    ['an empty batch', { input: [] }, BadRequestError, { param: 'input', code: 'invalid_value' }],
    ['a number', { input: 7 }, BadRequestError, { param: 'input', code: 'invalid_type' }],
    ['a mixed batch', { input: ['a', 7] }, BadRequestError, { param: 'input[1]', code: 'invalid_type' }],
    ['half a token', { input: [[1], [1.5]] }, BadRequestError, { param: 'input[1][0]' }],
    [
      '2049 texts',
      { input: Array.from({ length: 2049 }, () => 'a') },
      BadRequestError,
      { param: 'input', code: 'invalid_value' },
    ],
    ['no dimension', { dimensions: 0 }, BadRequestError, { param: 'dimensions', code: 'invalid_value' }],
    ['an unknown format', { encoding_format: 'int8' }, BadRequestError, { param: 'encoding_format' }],
    ['an unknown model', { model: 'no-such' }, NotFoundError, { code: 'model_not_found' }],
    [
      'an unknown model of a provider',
      { model: 'openai/text-embedding-none' },
      NotFoundError,
      { code: 'model_not_found' },
    ],
    ['a model of Anthropic', { model: 'anthropic/claude-opus-5' }, BadRequestError, { param: 'model' }],
  ])('throws as at OpenAI for %s', async (_what, fields, type, expected) => {
    const error = await failureOf(client.embeddings.create({ ...ASKED, input: 'one', ...fields } as Params));
    expect(error).toBeInstanceOf(type);
    expect(error).toMatchObject({ type: 'invalid_request_error', ...expected });
  });

  it.each([
    ['is reset', resetBeforeAnswer()],
    ['fails', answerJson(503, { error: { message: 'Overloaded.' } })],
    ['answers no vectors', answerJson(200, { object: 'list', data: [], model: MODEL })],
    ['answers too few vectors', { embeddings: { count: 1 } }],
    ['answers something else', answerJson(200, { object: 'list', data: [{ index: 0 }, { index: 1 }] })],
    [
      'reports an error with status 200',
      answerJson(200, { error: { message: 'No.', type: 'server_error' } }),
    ],
  ])('throws where the provider %s', async (_what, turn) => {
    pair.upstream.next(turn);
    const error = await failureOf(client.embeddings.create({ ...ASKED, input: ['one', 'two'] }));
    expect(error).toBeInstanceOf(APIError);
    expect(error).toMatchObject({ status: 502, type: 'server_error' });
  });

  it('throws AuthenticationError for a wrong key', async () => {
    const closed = await startPair({ GATEWAY_API_KEYS: 'tg-canary-key-of-a-test' });
    const stranger = new OpenAI({ apiKey: 'wrong', baseURL: `${closed.gateway.url}/v1`, maxRetries: 0 });
    const error = await failureOf(stranger.embeddings.create({ ...ASKED, input: 'one' }));
    expect(error).toBeInstanceOf(AuthenticationError);
    expect(closed.upstream.requests).toHaveLength(0);
    await closed.close();
  });

  it('gets the same vectors of the sandbox each time, of length 1', async () => {
    const ask = async (input: Params['input'], more: object = {}) => {
      const answer = await client.embeddings.create({ model: 'sandbox/sim/embedding', input, ...more });
      return answer.data.map(({ embedding }) => [...embedding]);
    };
    const [one, two] = await ask(['one', 'two']);
    expect(await ask('one')).toEqual([one]);
    expect(await ask('one', { encoding_format: 'float' })).toEqual([one]);
    expect(two).not.toEqual(one);
    expect(Math.hypot(...(one ?? []))).toBeCloseTo(1, 5);
    expect((await ask('one', { dimensions: 3 }))[0]).toHaveLength(3);
  });
});

describe("OpenAI's SDK, asking for embeddings of Gemini", () => {
  let stage: ProviderStage;
  let client: OpenAI;
  beforeAll(async () => {
    stage = await ProviderStage.open();
    client = new OpenAI({ apiKey: 'none', baseURL: `${stage.gateway.url}/v1`, maxRetries: 0 });
    stage.willAct(answerBatch);
  });
  afterAll(() => stage.close());

  const ASKED_OF_GEMINI = { model: 'gemini-embedding-001', dimensions: SIZE } as const;

  async function answerBatch(exchange: Exchange): Promise<void> {
    const { requests } = exchange.request.body as { readonly requests: readonly GeminiRequest[] };
    const embeddings = requests.map(({ content: { parts } }) => ({ values: vectorOf(parts[0]?.text, SIZE) }));
    const usageMetadata = { promptTokenCount: requests.length };
    await answerJson(200, { embeddings, usageMetadata })(exchange);
  }

  interface GeminiRequest {
    readonly content: { readonly parts: readonly { readonly text: string }[] };
  }

  it('gets the vectors of a text', async () => {
    const answer = await client.embeddings.create({ ...ASKED_OF_GEMINI, input: 'one' });
    expect([...(answer.data[0]?.embedding ?? [])]).toEqual(vectorOf('one', SIZE));
    expect(answer).toMatchObject({
      model: 'gemini-embedding-001',
      usage: { prompt_tokens: 1, total_tokens: 1 },
    });
    const sent = stage.upstream.requests.at(-1);
    expect(sent).toMatchObject({
      path: '/v1beta/models/gemini-embedding-001:batchEmbedContents',
      headers: { 'x-goog-api-key': KEY },
    });
    expect(sent?.body).toEqual({
      requests: [
        {
          model: 'models/gemini-embedding-001',
          content: { parts: [{ text: 'one' }] },
          outputDimensionality: SIZE,
        },
      ],
    });
  });

  it('gets the vectors of 250 texts, which Gemini takes in three requests', async () => {
    const before = stage.upstream.requests.length;
    const input = Array.from({ length: 250 }, (_, at) => `text ${at}`);
    const { data, usage } = await client.embeddings.create({
      ...ASKED_OF_GEMINI,
      input,
      encoding_format: 'float',
    });
    expect(data.map(({ index, embedding }) => [index, embedding])).toEqual(
      input.map((text, index) => [index, vectorOf(text, SIZE)]),
    );
    expect(usage.prompt_tokens).toBe(250);
    expect(stage.upstream.requests.length - before).toBe(3);
  });

  it('gets an estimate, which is marked as one, where Gemini counted nothing', async () => {
    stage.willAct(answerJson(200, { embeddings: [{ values: [1, 0] }, { values: [0, 1] }] }));
    const asked = { ...ASKED_OF_GEMINI, input: ['hello there', 'x'] };
    const { data, response } = await client.embeddings.create(asked).withResponse();
    stage.willAct(answerBatch);
    expect(data.usage).toEqual({ prompt_tokens: 3, total_tokens: 3 });
    expect(response.headers.get('x-tollgate-token-count')).toBe('estimate');
    const id = response.headers.get('x-request-id');
    const line = await stage.gateway.logLine(({ request_id }) => request_id === id);
    expect(line).toMatchObject({ prompt_tokens: 3, usage_estimated: true });
    const counted = await client.embeddings.create({ ...ASKED_OF_GEMINI, input: 'one' }).withResponse();
    expect(counted.response.headers.get('x-tollgate-token-count')).toBeNull();
  });

  it('is told that a user goes to no model of Gemini', async () => {
    const asked = { ...ASKED_OF_GEMINI, input: 'one', user: 'u-1' };
    const { response } = await client.embeddings.create(asked).withResponse();
    expect(response.headers.get('x-tollgate-warnings')).toContain('"parameter":"user"');
  });

  it('throws for tokens, which are those of another tokenizer', async () => {
    const error = await failureOf(client.embeddings.create({ ...ASKED_OF_GEMINI, input: [1, 2] }));
    expect(error).toBeInstanceOf(BadRequestError);
    expect(error).toMatchObject({ param: 'input', message: expect.stringMatching(/tokens/) as string });
  });

  it('throws for a batch of which a later part fails', async () => {
    const failure = { error: { code: 429, message: 'Slow down.', status: 'RESOURCE_EXHAUSTED' } };
    stage.upstream.next(answerBatch, answerJson(429, failure));
    const input = Array.from({ length: 150 }, () => 'one');
    const error = await failureOf(client.embeddings.create({ ...ASKED_OF_GEMINI, input }));
    expect(error).toMatchObject({ status: 429, code: 'rate_limit_exceeded' });
  });
});
