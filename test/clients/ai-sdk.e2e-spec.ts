import { z } from 'zod';
import { KINDS, modelsOf } from '../support/ai-sdk-kinds.js';
import { saying } from '../support/client-answers.js';
import { toolTurnOf } from '../support/client-sent.js';
import {
  embeddingsOf,
  failureOf,
  fixtureOf,
  WIRES,
  willSay,
  willSayInTurn,
} from '../support/client-wires.js';
import { ProviderStage } from '../support/provider-stage.js';
import { answerJson } from '../support/scripted-upstream/scripts.js';

/** Without it, the Responses API is asked by ids of items, which are kept nowhere. */
const providerOptions = { openai: { store: false } };
const PROMPT = { prompt: 'hello there', maxRetries: 0, providerOptions };
const EMBEDDING_KINDS = ['@ai-sdk/openai', '@ai-sdk/openai-compatible', '@ai-sdk/google'] as const;
const EMBEDDING_WIRES = WIRES.filter(({ provider }) => provider !== 'anthropic');
const OF_SAME_WIRE: Readonly<Record<string, string>> = {
  '@ai-sdk/anthropic': 'anthropic',
  '@ai-sdk/google': 'gemini',
};
const CASES = KINDS.flatMap((kind) =>
  WIRES.map((one) => {
    // OpenAI itself has the Responses API: a provider that has only chat completions stands in for it.
    const isNative = kind === 'responses of @ai-sdk/openai' && one.provider === 'openai';
    const wire = isNative ? { ...one, model: 'local/llama3.3' } : one;
    return { kind, wire, provider: wire.provider };
  }),
);

let stage: ProviderStage;
/** A module for ES modules only. */
let ai: typeof import('ai');
beforeAll(async () => {
  stage = await ProviderStage.open();
  ai = await import('ai');
});
afterAll(() => stage.close());

describe.each(CASES)('ai with $kind over the wire of $provider', ({ kind, wire, provider }) => {
  const asked = async () => ({
    ...PROMPT,
    model: (await modelsOf(kind, stage.gateway.url)).chat(wire.model),
  });
  const plain = fixtureOf(wire, 'plain');
  const { expected } = plain;

  it('gets a text, whole and streamed', async () => {
    willSay(stage, plain);
    const whole = await ai.generateText(await asked());
    expect(whole).toMatchObject({ text: expected.text, finishReason: 'stop' });
    const streamed = ai.streamText(await asked());
    const parts = [];
    for await (const part of streamed.textStream) parts.push(part);
    expect(parts.join('')).toBe(expected.text);
    for (const usage of [whole.usage, await streamed.usage])
      expect(usage.outputTokens).toBe(expected.usage?.completion_tokens);
  });

  it.each([false, true])('runs tools, and answers with their results, streamed: %s', async (streams) => {
    const calling = fixtureOf(wire, 'tool-call');
    willSayInTurn(stage, calling, plain);
    const tools = {
      get_weather: ai.tool({
        inputSchema: z.object({ city: z.string(), days: z.int().min(1) }),
        execute: ({ city }) => `rain in ${city}`,
      }),
      now: ai.tool({ inputSchema: z.object({}), execute: () => 'noon' }),
    };
    const request = { ...(await asked()), tools, stopWhen: ai.isStepCount(3) };
    const text = await (streams ? ai.streamText(request).text : (await ai.generateText(request)).text);
    expect(text).toBe(expected.text);
    const sent = stage.upstream.requests.at(-1);
    const { calls, results } = toolTurnOf(sent!, provider);
    expect(calls.map(({ name, input }) => ({ name, input }))).toEqual(
      calling.expected.toolCalls.map(({ name, arguments: input }) => ({ name, input: JSON.parse(input) })),
    );
    // Google's package puts a name beside the result.
    expect(results.map(({ content }) => content)).toEqual(
      ['rain in Wien', 'noon'].map((result) => expect.stringContaining(result) as string),
    );
    expect(results.map(({ id }) => id)).toEqual(calls.map(({ id }) => id));
  });

  it('gets an object by its schema', async () => {
    willSay(stage, saying(wire, '{"city":"Wien","days":3}'));
    const schema = z.object({ city: z.string(), days: z.int().min(1).max(9) });
    const output = ai.Output.object({ schema });
    const { output: made } = await ai.generateText({ ...(await asked()), output });
    expect(made).toEqual({ city: 'Wien', days: 3 });
    expect(JSON.stringify(stage.upstream.requests.at(-1)?.body)).toContain('"city"');
  });

  it.each([
    ['provider.rejected', 400, false],
    ['model.not_found', 404, false],
    ['provider.rate_limited', 429, true],
    // Where the wires are the same, the provider's own status.
    ['provider.unavailable', OF_SAME_WIRE[kind] === provider ? 500 : 502, true],
    ['provider.timed_out', 504, true],
  ] as const)('throws APICallError for %s', async (code, statusCode, isRetryable) => {
    stage.willFail(failureOf(wire, code));
    const error: unknown = await ai.generateText(await asked()).catch((thrown: unknown) => thrown);
    expect(ai.APICallError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ statusCode, isRetryable });
  });

  it('gets an error for a stream that is cut', async () => {
    willSay(stage, plain, { maxBytes: (plain.stream ?? '').length / 2, ending: 'cut' });
    const errors: unknown[] = [];
    const { fullStream } = ai.streamText({
      ...(await asked()),
      onError: ({ error }) => void errors.push(error),
    });
    const read = async () => {
      for await (const part of fullStream) if (part.type === 'error') throw part.error;
    };
    // as a part, or, where its API has no event for errors, by a broken connection
    await expect(read()).rejects.toThrow();
    expect(errors).toHaveLength(1);
  });

  it('ends the call at the provider when it aborts', async () => {
    const aborting = new AbortController();
    stage.willAct(() => aborting.abort());
    const call = ai.generateText({ ...(await asked()), abortSignal: aborting.signal });
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    expect(await stage.upstream.requests.at(-1)?.closed).toEqual({ aborted: true });
  });
});

describe.each(
  EMBEDDING_KINDS.flatMap((kind) => EMBEDDING_WIRES.map((wire) => ({ kind, wire, provider: wire.provider }))),
)('embeddings by ai with $kind over the wire of $provider', ({ kind, wire }) => {
  const { request, body, expected } = embeddingsOf(wire);
  const model = async () => {
    const { vectors: of } = await modelsOf(kind, stage.gateway.url);
    return of!(`${wire.provider}/${request.model}`);
  };
  const vectors = expected.data.map(({ embedding }) => embedding);

  it('are those of a batch, with its tokens', async () => {
    stage.willAct(answerJson(200, body));
    const asked = { model: await model(), values: request.input as string[], maxRetries: 0 };
    const { embeddings, usage } = await ai.embedMany(asked);
    expect(embeddings).toEqual(vectors);
    if (kind !== '@ai-sdk/google') expect(usage.tokens).toBe(expected.usage?.prompt_tokens);
    expect(JSON.stringify(stage.upstream.requests.at(-1)?.body)).toContain('"one"');
  });

  it('are an error where one text gets two', async () => {
    stage.willAct(answerJson(200, body));
    const call = ai.embed({ model: await model(), value: 'one', maxRetries: 0 });
    const error: unknown = await call.catch((thrown: unknown) => thrown);
    expect(ai.APICallError.isInstance(error)).toBe(true);
    // Gemini's own answer is passed on as it came, and the package finds the fault
    const isNative = kind === '@ai-sdk/google' && wire.provider === 'gemini';
    expect(error).toMatchObject({ statusCode: isNative ? 200 : 502 });
  });
});
