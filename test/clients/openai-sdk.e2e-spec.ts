import OpenAI, {
  APIError,
  AuthenticationError,
  BadRequestError,
  NotFoundError,
  RateLimitError,
} from 'openai';
import { startPair, type GatewayPair } from '../support/gateway-pair.js';
import {
  answerJson,
  cutAfterBytes,
  cutAfterFrames,
  errorAfterFrames,
  hangAfterFrames,
  withoutFinish,
} from '../support/scripted-openai/index.js';

const HELLO = { role: 'user', content: 'hello there' } as const;

describe("OpenAI's SDK with a changed base URL", () => {
  let pair: GatewayPair;
  let client: OpenAI;
  beforeAll(async () => {
    pair = await startPair();
    client = new OpenAI({ apiKey: 'none', baseURL: `${pair.gateway.url}/v1`, maxRetries: 0 });
  });
  afterAll(() => pair.close());

  it.each(['openai/gpt-6-luna', 'gpt-6-luna', 'gpt-o3-mini'])('gets an answer of %s', async (model) => {
    pair.upstream.next({ text: 'Hi!' });
    const { data, response } = await client.chat.completions
      .create({ model, messages: [HELLO] })
      .withResponse();
    expect(data).toMatchObject({
      object: 'chat.completion',
      model: 'gpt-6-luna',
      choices: [{ message: { role: 'assistant', content: 'Hi!' }, finish_reason: 'stop' }],
    });
    expect(data.usage?.total_tokens).toBeGreaterThan(0);
    expect(response.headers.get('x-tollgate-provider')).toBe('openai');
  });

  it('sends no parameter that its caller did not', async () => {
    const before = pair.upstream.requests.length;
    await client.chat.completions.create({ model: 'gpt-6-luna', messages: [HELLO] });
    expect(pair.upstream.requests[before]?.body).toEqual({ model: 'gpt-6-luna', messages: [HELLO] });
  });

  it('gets a stream, without usage unless it asks for it', async () => {
    for (const wantsUsage of [false, true]) {
      pair.upstream.next({ text: 'Hi there!' });
      const stream = await client.chat.completions.create({
        model: 'gpt-6-luna',
        messages: [HELLO],
        stream: true,
        ...(wantsUsage && { stream_options: { include_usage: true } }),
      });
      const chunks = [];
      for await (const chunk of stream) chunks.push(chunk);
      const text = chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('');
      expect(text).toBe('Hi there!');
      // Who asks for it gets null as well, with each chunk before the last one, as OpenAI has it.
      expect(chunks.filter(({ usage }) => usage)).toHaveLength(wantsUsage ? 1 : 0);
      if (!wantsUsage) expect(chunks.some((chunk) => 'usage' in chunk)).toBe(false);
      expect(chunks.at(-1)?.choices).toHaveLength(wantsUsage ? 0 : 1);
    }
  });

  it.each<[string, object, abstract new (...args: never[]) => Error, object]>([
    ['a model that does not exist', { model: 'no-such' }, NotFoundError, { code: 'model_not_found' }],
    [
      'no messages',
      { messages: undefined },
      BadRequestError,
      { param: 'messages', code: 'missing_required_parameter' },
    ],
    [
      'a role that is none',
      { messages: [{ role: 'king', content: '' }] },
      BadRequestError,
      { param: 'messages[0].role', code: 'invalid_value' },
    ],
    [
      'a temperature that is a text',
      { temperature: 'hot' },
      BadRequestError,
      { param: 'temperature', code: 'invalid_type' },
    ],
  ])('throws as at OpenAI for %s', async (_what, fields, type, expected) => {
    const call = client.chat.completions.create({
      model: 'gpt-6-luna',
      messages: [HELLO],
      ...fields,
    } as OpenAI.ChatCompletionCreateParamsNonStreaming);
    const error: unknown = await call.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(type);
    expect(error).toMatchObject({ type: 'invalid_request_error', ...expected });
  });

  it('throws with the field and the code of a refusal that the provider told, whole and streamed', async () => {
    const told = { type: 'invalid_request_error', param: 'temperature', code: 'unsupported_value' };
    for (const stream of [false, true]) {
      pair.upstream.next(answerJson(400, { error: { message: 'Only 1 is supported.', ...told } }));
      const call = client.chat.completions.create({
        model: 'gpt-4o',
        messages: [HELLO],
        temperature: 0.2,
        stream,
      });
      const error: unknown = await call.catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(BadRequestError);
      expect(error).toMatchObject(told);
    }
  });

  it('throws RateLimitError where the provider is rate limiting', async () => {
    pair.upstream.next(answerJson(429, { error: { message: 'Slow down.', code: 'rate_limit_exceeded' } }));
    await expect(client.chat.completions.create({ model: 'gpt-6-luna', messages: [HELLO] })).rejects.toThrow(
      RateLimitError,
    );
  });

  it('throws AuthenticationError for a wrong key', async () => {
    const closed = await startPair({ GATEWAY_API_KEYS: 'tg-canary-key-of-a-test' });
    const stranger = new OpenAI({ apiKey: 'wrong', baseURL: `${closed.gateway.url}/v1`, maxRetries: 0 });
    const error: unknown = await stranger.chat.completions
      .create({ model: 'gpt-6-luna', messages: [HELLO] })
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error).toMatchObject({ code: 'invalid_api_key' });
    await closed.close();
  });

  it('lists models under the names that it asks for, and finds them by these', async () => {
    const ids: string[] = [];
    for await (const { id } of client.models.list()) ids.push(id);
    expect(ids).toEqual(
      expect.arrayContaining([
        'openai/gpt-6-luna',
        'openai/gpt-o3-mini',
        'sandbox/sim/echo',
        'sandbox/sim/tool',
        'sandbox/sim/embedding',
      ]),
    );
    expect(ids.filter((id) => id.startsWith('gemini/'))).toEqual([]);
    await expect(client.models.retrieve('openai/gpt-6-luna')).resolves.toMatchObject({
      object: 'model',
      owned_by: 'openai',
      created: 1_760_000_000,
      context_length: expect.any(Number) as number,
      pricing: { source: 'price_table' },
      capabilities: { reasoning: true, tools: null },
    });
    await expect(client.models.retrieve('openai/none')).rejects.toThrow(NotFoundError);
  });

  it.each([
    ['is cut', cutAfterFrames(3)],
    ['is cut inside a frame', cutAfterBytes(700)],
    ['stops without a reason', withoutFinish()],
    ['reports an error', errorAfterFrames(3)],
  ])('throws for a stream that %s', async (_what, plan) => {
    pair.upstream.next({ text: 'Hi there, and good day!', stream: plan });
    const stream = await client.chat.completions.create({
      model: 'gpt-6-luna',
      messages: [HELLO],
      stream: true,
    });
    const read = async () => {
      for await (const chunk of stream) expect(chunk.object).toBe('chat.completion.chunk');
    };
    await expect(read()).rejects.toThrow(APIError);
  });

  it('ends the call at the provider when it aborts', async () => {
    pair.upstream.next({ text: 'Hi there!', stream: hangAfterFrames(3) });
    const stream = await client.chat.completions.create({
      model: 'gpt-6-luna',
      messages: [HELLO],
      stream: true,
    });
    for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break;
    const line = await pair.gateway.logLine(({ outcome }) => outcome === 'cancelled');
    expect(line).toMatchObject({ provider: 'openai', error_code: 'client.gone' });
  });
});
