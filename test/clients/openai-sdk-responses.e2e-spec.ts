import OpenAI from 'openai';
import { zodTextFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import { saying } from '../support/client-answers.js';
import { toolTurnOf } from '../support/client-sent.js';
import { failureOf, fixtureOf, WIRES, willSay } from '../support/client-wires.js';
import { NATIVE, nativeCuts, nativeFixture, nativeSaying } from '../support/native-responses.js';
import { ProviderStage } from '../support/provider-stage.js';
import { faultsOfEvents, faultsOfResponse, type SentEvent } from '../support/response-shapes.js';
import { cutsOf } from '../support/staged-providers.js';

const HELLO = 'hello there';
const tool = (name: string, properties: object) => ({
  type: 'function' as const,
  name,
  parameters: { type: 'object', properties, additionalProperties: false },
  strict: false,
});
const TOOLS = [tool('get_weather', { city: { type: 'string' }, days: { type: 'integer' } }), tool('now', {})];
const STATUS: Readonly<Record<string, string>> = { length: 'incomplete', content_filter: 'incomplete' };

let stage: ProviderStage;
beforeAll(async () => void (stage = await ProviderStage.open()));
afterAll(() => stage.close());

type Calls = OpenAI.Responses.ResponseFunctionToolCall[];
const callsIn = ({ output }: OpenAI.Responses.Response): Calls =>
  output.filter((item) => item.type === 'function_call');

/** OpenAI itself is asked by the same API; its chat completions stand for all servers that have only those. */
const CASES = [
  { name: 'its own wire', wire: NATIVE, sayingOf: nativeFixture },
  ...WIRES.map((one) => {
    const wire = one.provider === 'openai' ? { ...one, model: 'local/llama3.3' } : one;
    return { name: `the wire of ${one.provider}`, wire, sayingOf: (said: string) => fixtureOf(one, said) };
  }),
];

describe.each(CASES)("the Responses API of OpenAI's SDK over $name", ({ wire, sayingOf }) => {
  const client = () => new OpenAI({ apiKey: 'none', baseURL: `${stage.gateway.url}/v1`, maxRetries: 0 });
  const asked = { model: wire.model, input: HELLO };

  it.each(['plain', 'tool-call', 'usage-details', 'length-stop', 'refusal'])(
    'gets %s, whole and streamed to the same end',
    async (name) => {
      const fixture = sayingOf(name);
      willSay(stage, fixture);
      const whole = await client().responses.create(asked);
      const streamed = await client().responses.stream(asked).finalResponse();
      const { text, toolCalls, finishReason, usage } = fixture.expected;
      for (const response of [whole, streamed]) {
        expect(faultsOfResponse(response)).toEqual([]);
        expect(response.status).toBe(STATUS[finishReason ?? ''] ?? 'completed');
        expect(response.output_text).toBe(text);
        expect(callsIn(response).map((call) => [call.name, JSON.parse(call.arguments) as unknown])).toEqual(
          toolCalls.map((call) => [call.name, JSON.parse(call.arguments) as unknown]),
        );
        if (!usage) continue;
        expect(response.usage?.input_tokens).toBe(usage.prompt_tokens);
        expect(response.usage?.output_tokens).toBe(usage.completion_tokens);
      }
    },
  );

  it.each(['plain', 'tool-call', 'usage-details', 'length-stop', 'refusal'])(
    'reads the events of %s in their order',
    async (name) => {
      willSay(stage, sayingOf(name));
      const events: SentEvent[] = [];
      for await (const event of await client().responses.create({ ...asked, stream: true }))
        events.push(event as unknown as SentEvent);
      expect(faultsOfEvents(events)).toEqual([]);
    },
  );

  it.each([true, false])(
    'brings parallel calls and their results to the model, streamed: %s',
    async (streams) => {
      const { expected, ...fixture } = sayingOf('tool-call');
      willSay(stage, fixture);
      const request = { ...asked, tools: TOOLS };
      const { responses } = client();
      const first = await (streams ? responses.stream(request).finalResponse() : responses.create(request));
      const calls = callsIn(first);
      expect(new Set(calls.map(({ call_id: id }) => id)).size).toBe(2);
      willSay(stage, sayingOf('plain'));
      const results = calls.map(({ call_id }, at) => ({
        type: 'function_call_output' as const,
        call_id,
        output: `no ${at}`,
      }));
      const input = [
        { role: 'user' as const, content: HELLO },
        ...(first.output as OpenAI.Responses.ResponseInputItem[]),
        ...results,
      ];
      const last = await responses.create({ ...request, input });
      expect(last.output_text).toBe(sayingOf('plain').expected.text);
      const sent = stage.upstream.requests.at(-1);
      const ids = calls.map(({ call_id: id }) => id);
      expect(sent && toolTurnOf(sent, wire.provider)).toEqual({
        calls: expected.toolCalls.map(({ name, arguments: text }, at) => ({
          id: ids[at],
          name,
          input: JSON.parse(text) as unknown,
        })),
        results: ids.map((id, at) => ({ id, content: `no ${at}` })),
      });
    },
  );

  it('parses structured output', async () => {
    const json = '{"city":"Wien","days":3}';
    willSay(stage, wire === NATIVE ? nativeSaying(json) : saying(wire, json));
    const City = z.object({ city: z.string(), days: z.int() });
    const text = { format: zodTextFormat(City, 'city') };
    const parsed = await client().responses.parse({ ...asked, text });
    expect(parsed.output_parsed).toEqual({ city: 'Wien', days: 3 });
    const streamed = await client()
      .responses.stream({ ...asked, text })
      .finalResponse();
    expect(streamed.output_parsed).toEqual({ city: 'Wien', days: 3 });
    expect(JSON.stringify(stage.upstream.requests.at(-1)?.body)).toContain('"city"');
  });

  it.each([
    ['provider.rejected', OpenAI.BadRequestError, 400],
    ['model.not_found', OpenAI.NotFoundError, 404],
    ['provider.rate_limited', OpenAI.RateLimitError, 429],
    ['provider.unavailable', OpenAI.InternalServerError, 502],
    ['provider.timed_out', OpenAI.InternalServerError, 504],
  ] as const)('throws the class of %s', async (code, type, status) => {
    stage.willFail(failureOf(wire, code));
    for (const stream of [false, true]) {
      const error: unknown = await client()
        .responses.create({ ...asked, stream })
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(type);
      expect(error).toMatchObject({ status, type: expect.any(String) as string });
    }
  });

  it('throws for a stream that is cut anywhere before its end', async () => {
    const fixture = sayingOf('plain');
    const all = wire === NATIVE ? nativeCuts(fixture) : cutsOf(fixture);
    const cuts = all.filter((_cut, at) => at % 9 === 0);
    expect(cuts.length).toBeGreaterThan(0);
    for (const { at, ending } of cuts) {
      willSay(stage, fixture, { maxBytes: at, ending });
      await expect(client().responses.stream(asked).finalResponse()).rejects.toThrow(OpenAI.OpenAIError);
      const read = async () => {
        for await (const event of await client().responses.create({ ...asked, stream: true }))
          expect(event.type).not.toBe('response.completed');
      };
      await expect(read()).rejects.toThrow(OpenAI.APIError);
    }
  });

  it('throws at once when it aborts, and ends the call at the provider', async () => {
    const aborting = new AbortController();
    stage.willAct(() => aborting.abort());
    const call = client().responses.create(asked, { signal: aborting.signal });
    await expect(call).rejects.toThrow(OpenAI.APIUserAbortError);
    expect(await stage.upstream.requests.at(-1)?.closed).toEqual({ aborted: true });
  });

  it('ends the call at the provider when it aborts in a stream', async () => {
    willSay(stage, sayingOf('plain'), { ending: 'hang' });
    const stream = await client().responses.create({ ...asked, stream: true });
    stream.controller.abort();
    expect(await stage.upstream.requests.at(-1)?.closed).toEqual({ aborted: true });
  });
});
