import OpenAI from 'openai';
import OpenAI6 from 'openai6';
import { zodResponseFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import { faultsOfChunks } from '../support/chat-chunks.js';
import { faultsOfCompletion } from '../support/chat-shapes.js';
import { saying } from '../support/client-answers.js';
import { toolTurnOf } from '../support/client-sent.js';
import { failureOf, fixtureOf, WIRES, willSay } from '../support/client-wires.js';
import { ProviderStage } from '../support/provider-stage.js';
import { cutsOf } from '../support/staged-providers.js';

const HELLO = { role: 'user', content: 'hello there' } as const;
const tool = (name: string, properties: object) => ({
  type: 'function' as const,
  function: { name, parameters: { type: 'object', properties, additionalProperties: false } },
});
const TOOLS = [tool('get_weather', { city: { type: 'string' }, days: { type: 'integer' } }), tool('now', {})];
const SDKS = [
  ['openai 7', OpenAI],
  // Version 6 has the same face as far as these tests go.
  ['openai 6', OpenAI6 as unknown as typeof OpenAI],
] as const;
const CASES = SDKS.flatMap(([name, sdk]) =>
  WIRES.map((wire) => ({ name, sdk, wire, provider: wire.provider })),
);

let stage: ProviderStage;
beforeAll(async () => void (stage = await ProviderStage.open()));
afterAll(() => stage.close());

describe.each(CASES)('$name over the wire of $provider', ({ sdk, wire, provider }) => {
  const client = () => new sdk({ apiKey: 'none', baseURL: `${stage.gateway.url}/v1`, maxRetries: 0 });
  const asked = { model: wire.model, messages: [HELLO] };

  it.each(['plain', 'tool-call', 'usage-details', 'length-stop', 'refusal'])(
    'gets %s whole',
    async (name) => {
      const fixture = fixtureOf(wire, name);
      willSay(stage, fixture);
      const answer = await client().chat.completions.create(asked);
      expect(faultsOfCompletion(answer)).toEqual([]);
      // As the provider wrote it, if it is OpenAI's own wire.
      if (provider !== 'openai') expect(answer).toMatchObject({ system_fingerprint: null });
      expect(answer.choices[0]?.finish_reason).toBe(fixture.expected.finishReason);
      expect(answer.choices[0]?.message.content ?? '').toBe(fixture.expected.text);
    },
  );

  it.each(['plain', 'tool-call', 'usage-details', 'length-stop', 'refusal'])('streams %s', async (name) => {
    const fixture = fixtureOf(wire, name);
    willSay(stage, fixture);
    for (const wantsUsage of [false, true]) {
      const stream = await client().chat.completions.create({
        ...asked,
        stream: true,
        ...(wantsUsage && { stream_options: { include_usage: true } }),
      });
      const chunks = [];
      for await (const chunk of stream) chunks.push(chunk);
      expect(faultsOfChunks(chunks, wantsUsage)).toEqual([]);
      const text = chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('');
      expect(text).toBe(fixture.expected.text);
    }
  });

  it.each([true, false])(
    'brings parallel calls and their results to the model, streamed: %s',
    async (streams) => {
      const { expected, ...fixture } = fixtureOf(wire, 'tool-call');
      willSay(stage, fixture);
      const request = { ...asked, tools: TOOLS };
      const { completions } = client().chat;
      const answer = await (streams
        ? completions.stream(request).finalChatCompletion()
        : completions.create(request));
      const message = answer.choices[0]?.message;
      const calls = message?.tool_calls ?? [];
      expect(calls.map((call) => call.type === 'function' && call.function.name)).toEqual([
        'get_weather',
        'now',
      ]);
      expect(new Set(calls.map(({ id }) => id)).size).toBe(2);
      willSay(stage, fixtureOf(wire, 'plain'));
      const results = calls.map(({ id }, at) => ({
        role: 'tool' as const,
        tool_call_id: id,
        content: `no ${at}`,
      }));
      const messages = [HELLO, ...(message ? [message] : []), ...results];
      const last = await client().chat.completions.create({ ...request, messages });
      expect(last.choices[0]?.message.content).toBe(fixtureOf(wire, 'plain').expected.text);
      const sent = stage.upstream.requests.at(-1);
      const ids = calls.map(({ id }) => id);
      expect(sent && toolTurnOf(sent, provider)).toEqual({
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
    willSay(stage, saying(wire, '{"city":"Wien","days":3}'));
    const City = z.object({ city: z.string(), days: z.int().min(1).max(9) });
    const response_format = zodResponseFormat(City, 'city');
    const { data, response } = await client()
      .chat.completions.parse({ ...asked, response_format })
      .withResponse();
    expect(data.choices[0]?.message.parsed).toEqual({ city: 'Wien', days: 3 });
    // Claude takes no bounds, which Zod writes here: the model is told of them in words.
    const warnings = response.headers.get('x-tollgate-warnings') ?? '';
    expect(warnings.includes('no minimum, maximum')).toBe(provider === 'anthropic');
    expect(warnings === '').toBe(provider !== 'anthropic');
    expect(JSON.stringify(stage.upstream.requests.at(-1)?.body)).toContain('"city"');
  });

  it.each([
    ['provider.rejected', sdk.BadRequestError, 400],
    ['model.not_found', sdk.NotFoundError, 404],
    ['provider.rate_limited', sdk.RateLimitError, 429],
    ['provider.unavailable', sdk.InternalServerError, 502],
    ['provider.auth_failed', sdk.InternalServerError, 502],
    ['provider.timed_out', sdk.InternalServerError, 504],
  ] as const)('throws the class of %s', async (code, type, status) => {
    const failure = failureOf(wire, code);
    stage.willFail(failure);
    for (const stream of [false, true]) {
      const call = client().chat.completions.create({ ...asked, model: wire.model, stream });
      const error: unknown = await call.catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(type);
      expect(error).toMatchObject({ status, type: expect.any(String) as string });
    }
  });

  it('throws for a stream that is cut anywhere before its end', async () => {
    const fixture = fixtureOf(wire, 'plain');
    const cuts = cutsOf(fixture).filter((_cut, at) => at % 9 === 0);
    expect(cuts.length).toBeGreaterThan(0);
    for (const { at, ending } of cuts) {
      willSay(stage, fixture, { maxBytes: at, ending });
      const read = async () => {
        const stream = await client().chat.completions.create({ ...asked, stream: true });
        for await (const chunk of stream) expect(chunk.object).toBe('chat.completion.chunk');
      };
      await expect(read()).rejects.toThrow(sdk.APIError);
    }
  });

  it('throws at once when it aborts, and ends the call at the provider', async () => {
    const aborting = new AbortController();
    stage.willAct(() => aborting.abort());
    const call = client().chat.completions.create(asked, { signal: aborting.signal });
    await expect(call).rejects.toThrow(sdk.APIUserAbortError);
    expect(await stage.upstream.requests.at(-1)?.closed).toEqual({ aborted: true });
  });

  it('ends the call at the provider when it aborts in a stream', async () => {
    willSay(stage, fixtureOf(wire, 'plain'), { ending: 'hang' });
    const stream = await client().chat.completions.create({ ...asked, stream: true });
    stream.controller.abort();
    expect(await stage.upstream.requests.at(-1)?.closed).toEqual({ aborted: true });
  });
});
