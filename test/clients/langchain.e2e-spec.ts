import { z } from 'zod';
import { saying } from '../support/client-answers.js';
import { toolTurnOf } from '../support/client-sent.js';
import { embeddingsOf, failureOf, fixtureOf, WIRES, willSay } from '../support/client-wires.js';
import { ProviderStage } from '../support/provider-stage.js';
import { answerJson } from '../support/scripted-upstream/scripts.js';

let stage: ProviderStage;
/** Modules for ES modules only. */
const load = async () => ({
  langchain: await import('@langchain/openai'),
  anthropic: await import('@langchain/anthropic'),
  messages: await import('@langchain/core/messages'),
});
let langchain: Awaited<ReturnType<typeof load>>['langchain'];
let anthropic: Awaited<ReturnType<typeof load>>['anthropic'];
let messages: Awaited<ReturnType<typeof load>>['messages'];
beforeAll(async () => {
  stage = await ProviderStage.open();
  ({ langchain, anthropic, messages } = await load());
});
afterAll(() => stage.close());

const TOOLS = [
  {
    name: 'get_weather',
    description: 'tells the weather',
    schema: z.object({ city: z.string(), days: z.int().min(1) }),
  },
  { name: 'now', description: 'tells the time', schema: z.object({}) },
];

function outputTokensOf({ usage_metadata: usage }: { usage_metadata?: unknown }): number {
  return (usage as { output_tokens?: number } | undefined)?.output_tokens ?? 0;
}

const CHATS = {
  '@langchain/openai': (model: string) =>
    new langchain.ChatOpenAI({
      model,
      apiKey: 'none',
      maxRetries: 0,
      configuration: { baseURL: `${stage.gateway.url}/v1` },
    }),
  '@langchain/anthropic': (model: string) =>
    new anthropic.ChatAnthropic({ model, apiKey: 'none', maxRetries: 0, anthropicApiUrl: stage.gateway.url }),
} as const;
const CASES = (['@langchain/openai', '@langchain/anthropic'] as const).flatMap((name) =>
  WIRES.map((wire) => ({ name, wire, provider: wire.provider })),
);

describe.each(CASES)('$name over the wire of $provider', ({ name: kind, wire, provider }) => {
  const chat = () => CHATS[kind](wire.model);
  const plain = fixtureOf(wire, 'plain');
  const { expected } = plain;

  it('gets a text with its usage, whole and streamed', async () => {
    willSay(stage, plain);
    const whole = await chat().invoke('hello there');
    expect(whole.text).toBe(expected.text);
    const pieces = [];
    for await (const piece of await chat().stream('hello there')) pieces.push(piece);
    expect(pieces.map(({ text }) => text).join('')).toBe(expected.text);
    const counts = pieces.map(outputTokensOf).filter((count) => count > 0);
    // Claude counts its first token at the start already
    const [last, ...earlier] = counts.toReversed();
    expect(earlier.length).toBe(kind === '@langchain/anthropic' && provider === 'anthropic' ? 1 : 0);
    expect([outputTokensOf(whole), last]).toEqual(Array(2).fill(expected.usage?.completion_tokens));
  });

  it.each([false, true])(
    'brings parallel calls and their results to the model, streamed: %s',
    async (streams) => {
      const calling = fixtureOf(wire, 'tool-call');
      willSay(stage, calling);
      const model = chat().bindTools(TOOLS);
      const first = new messages.HumanMessage('hello there');
      let said: InstanceType<typeof messages.AIMessageChunk> | null = null;
      if (streams)
        for await (const piece of await model.stream([first])) said = said ? said.concat(piece) : piece;
      else said = await model.invoke([first]);
      const calls = said?.tool_calls ?? [];
      expect(calls.map(({ name, args }) => ({ name, args }))).toEqual(
        calling.expected.toolCalls.map(({ name, arguments: args }) => ({
          name,
          args: JSON.parse(args) as unknown,
        })),
      );
      willSay(stage, plain);
      const results = calls.map(
        ({ id }, at) => new messages.ToolMessage({ tool_call_id: id ?? '', content: `no ${at}` }),
      );
      const last = await model.invoke([first, said!, ...results]);
      expect(last.text).toBe(expected.text);
      const sent = toolTurnOf(stage.upstream.requests.at(-1)!, provider);
      expect(sent.calls.map(({ id }) => id)).toEqual(calls.map(({ id }) => id));
      expect(sent.results).toEqual(calls.map(({ id }, at) => ({ id, content: `no ${at}` })));
    },
  );

  it.each(['jsonSchema', 'functionCalling'] as const)('gets an object by %s', async (method) => {
    const schema = z.object({ city: z.string(), days: z.int().min(1).max(9) });
    willSay(
      stage,
      method === 'jsonSchema' ? saying(wire, '{"city":"Wien","days":3}') : fixtureOf(wire, 'tool-call'),
    );
    const options = { method, name: 'get_weather' };
    const made = await chat().withStructuredOutput(schema, options).invoke('hello there');
    expect(made).toMatchObject({ city: 'Wien' });
  });

  it.each([
    ['provider.rejected', 'BadRequestError', 400],
    ['model.not_found', 'NotFoundError', 404],
    ['provider.rate_limited', 'RateLimitError', 429],
    [
      'provider.unavailable',
      'InternalServerError',
      kind === '@langchain/anthropic' && provider === 'anthropic' ? 500 : 502,
    ],
    ['provider.timed_out', 'InternalServerError', 504],
  ] as const)('throws the SDK’s class of %s', async (code, type, status) => {
    stage.willFail(failureOf(wire, code));
    const error: unknown = await chat()
      .invoke('hello there')
      .catch((thrown: unknown) => thrown);
    expect((error as Error).constructor.name).toBe(type);
    expect(error).toMatchObject({ status });
  });

  it('throws for a stream that is cut', async () => {
    willSay(stage, plain, { maxBytes: (plain.stream ?? '').length / 2, ending: 'cut' });
    const read = async () => {
      for await (const { text } of await chat().stream('hello there'))
        expect(text).toEqual(expect.any(String));
    };
    await expect(read()).rejects.toThrow();
  });

  it('ends the call at the provider when it aborts', async () => {
    const aborting = new AbortController();
    stage.willAct(() => aborting.abort());
    await expect(chat().invoke('hello there', { signal: aborting.signal })).rejects.toThrow(/abort/i);
    expect(await stage.upstream.requests.at(-1)?.closed).toEqual({ aborted: true });
  });
});

describe.each(WIRES.filter(({ provider }) => provider !== 'anthropic'))(
  'OpenAIEmbeddings of @langchain/openai over the wire of $provider',
  (wire) => {
    const { request, body, expected } = embeddingsOf(wire);
    const embeddings = () =>
      new langchain.OpenAIEmbeddings({
        model: `${wire.provider}/${request.model}`,
        apiKey: 'none',
        maxRetries: 0,
        configuration: { baseURL: `${stage.gateway.url}/v1` },
      });

    it('gets the vectors of documents', async () => {
      stage.willAct(answerJson(200, body));
      const vectors = await embeddings().embedDocuments(request.input as string[]);
      expect(vectors).toEqual(expected.data.map(({ embedding }) => embedding));
    });

    it('throws the SDK’s class of a failure', async () => {
      stage.willFail(failureOf(wire, 'provider.rate_limited'));
      const error: unknown = await embeddings()
        .embedQuery('one')
        .catch((thrown: unknown) => thrown);
      expect((error as Error).constructor.name).toBe('RateLimitError');
    });
  },
);
