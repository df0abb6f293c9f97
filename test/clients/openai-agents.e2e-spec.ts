import OpenAI from 'openai';
import { z } from 'zod';
import { toolTurnOf } from '../support/client-sent.js';
import { failureOf, fixtureOf, WIRES, willSay, willSayInTurn } from '../support/client-wires.js';
import { NATIVE, nativeCuts, nativeFixture } from '../support/native-responses.js';
import { ProviderStage } from '../support/provider-stage.js';
import { cutsOf } from '../support/staged-providers.js';

/** OpenAI itself has the Responses API: a server that has only chat completions stands in for its wire. */
const [OPENAI, ...OTHERS] = WIRES.map((wire) => ({
  wire,
  sayingOf: (name: string) => fixtureOf(wire, name),
}));
const WIRES_OF = {
  responses: [
    { wire: NATIVE, sayingOf: nativeFixture },
    { ...OPENAI!, wire: { ...OPENAI!.wire, model: 'local/llama3.3' } },
    ...OTHERS,
  ],
  'chat completions': [OPENAI!, ...OTHERS],
};
const APIS = ['responses', 'chat completions'] as const;
const CASES = APIS.flatMap((api) => WIRES_OF[api].map((one) => ({ api, model: one.wire.model, ...one })));

let stage: ProviderStage;
let agents: typeof import('@openai/agents');
beforeAll(async () => {
  stage = await ProviderStage.open();
  agents = await import('@openai/agents');
  agents.setTracingDisabled(true); // its traces go to OpenAI
});
afterAll(() => stage.close());

describe.each(CASES)('@openai/agents by $api over $model', ({ api, wire, sayingOf }) => {
  const plain = sayingOf('plain');
  const ran: string[] = [];
  const runner = () => {
    const client = new OpenAI({ apiKey: 'none', baseURL: `${stage.gateway.url}/v1`, maxRetries: 0 });
    const modelProvider = new agents.OpenAIProvider({
      openAIClient: client,
      useResponses: api === 'responses',
    });
    return new agents.Runner({ modelProvider, tracingDisabled: true });
  };
  const agent = () =>
    new agents.Agent({
      name: 'weather',
      instructions: 'Tell the weather.',
      model: wire.model,
      modelSettings: { store: false },
      tools: [
        agents.tool({
          name: 'get_weather',
          description: 'tells the weather',
          parameters: z.object({ city: z.string(), days: z.int() }),
          execute: ({ city }) => `rain in ${(ran.push(city), city)}`,
        }),
        agents.tool({
          name: 'now',
          description: 'tells the time',
          parameters: z.object({}),
          execute: () => 'noon',
        }),
      ],
    });
  const ask = async (streams: boolean) => {
    if (!streams) return runner().run(agent(), 'hello there');
    const result = await runner().run(agent(), 'hello there', { stream: true });
    for await (const event of result) expect(event.type).toEqual(expect.any(String));
    await result.completed;
    return result;
  };

  it.each([false, true])('gets a text with its usage, streamed: %s', async (streams) => {
    willSay(stage, plain);
    const result = await ask(streams);
    expect(result.finalOutput).toBe(plain.expected.text);
    const { usage } = result.runContext;
    expect(usage.inputTokens).toBe(plain.expected.usage?.prompt_tokens);
    expect(usage.outputTokens).toBe(plain.expected.usage?.completion_tokens);
  });

  it.each([false, true])('runs tools, and answers with their results, streamed: %s', async (streams) => {
    ran.length = 0;
    const calling = sayingOf('tool-call');
    willSayInTurn(stage, calling, plain);
    const result = await ask(streams);
    expect([result.finalOutput, ran]).toEqual([plain.expected.text, ['Wien']]);
    const { calls, results } = toolTurnOf(stage.upstream.requests.at(-1)!, wire.provider);
    expect(calls.map(({ name, input }) => ({ name, input }))).toEqual(
      calling.expected.toolCalls.map(({ name, arguments: args }) => ({ name, input: JSON.parse(args) })),
    );
    expect(results.map(({ content }) => content)).toEqual(['rain in Wien', 'noon']);
    expect(results.map(({ id }) => id)).toEqual(calls.map(({ id }) => id));
  });

  it('goes on with a conversation', async () => {
    willSay(stage, plain);
    const first = await ask(false);
    const again = [...first.history, { role: 'user' as const, content: 'and tomorrow?' }];
    const second = await runner().run(agent(), again);
    expect(second.finalOutput).toBe(plain.expected.text);
    const sent = JSON.stringify(stage.upstream.requests.at(-1)?.body);
    for (const text of ['hello there', 'and tomorrow?', JSON.stringify(plain.expected.text).slice(1, -1)])
      expect(sent).toContain(text);
  });

  it.each([
    ['provider.rejected', OpenAI.BadRequestError, 400],
    ['model.not_found', OpenAI.NotFoundError, 404],
    ['provider.rate_limited', OpenAI.RateLimitError, 429],
    ['provider.unavailable', OpenAI.InternalServerError, 502],
    ['provider.timed_out', OpenAI.InternalServerError, 504],
  ] as const)("throws the SDK's class of %s", async (code, type, status) => {
    stage.willFail(failureOf(wire, code));
    for (const streams of [false, true]) {
      const error: unknown = await ask(streams).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(type);
      expect(error).toMatchObject({ status });
    }
  });

  it('throws for a stream that is cut anywhere before its end', async () => {
    const cuts = wire === NATIVE ? nativeCuts(plain) : cutsOf(plain);
    for (const { at, ending } of cuts.filter((_cut, number) => number % 9 === 0)) {
      willSay(stage, plain, { maxBytes: at, ending });
      await expect(ask(true)).rejects.toThrow(OpenAI.APIError);
    }
  });
});
