import Anthropic from '@anthropic-ai/sdk';
import { betaTool } from '@anthropic-ai/sdk/helpers/beta/json-schema';
import { failureOf, fixtureOf, WIRES, willSay, willSayInTurn } from '../support/client-wires.js';
import { toolTurnOf } from '../support/client-sent.js';
import { ProviderStage } from '../support/provider-stage.js';
import { cutsOf } from '../support/staged-providers.js';

const HELLO = { role: 'user', content: 'hello there' } as const;
type Properties = Readonly<Record<string, { readonly type: 'string' | 'integer' }>>;
const tool = (name: string, properties: Properties) => ({
  name,
  input_schema: { type: 'object' as const, properties, additionalProperties: false },
});
const TOOLS = [tool('get_weather', { city: { type: 'string' }, days: { type: 'integer' } }), tool('now', {})];
const STOP_REASONS: Readonly<Record<string, string>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  tool_calls: 'tool_use',
  content_filter: 'refusal',
};

let stage: ProviderStage;
beforeAll(async () => void (stage = await ProviderStage.open()));
afterAll(() => stage.close());

const textOf = ({ content }: Anthropic.Message) =>
  content.map((block) => (block.type === 'text' ? block.text : '')).join('');

describe.each(WIRES)("Anthropic's SDK over the wire of $provider", (wire) => {
  const client = () => new Anthropic({ apiKey: 'none', baseURL: stage.gateway.url, maxRetries: 0 });
  const asked = { model: wire.model, max_tokens: 1_000, messages: [HELLO] };

  it.each(['plain', 'tool-call', 'usage-details', 'length-stop', 'refusal'])(
    'gets %s, whole and streamed to the same end',
    async (name) => {
      const fixture = fixtureOf(wire, name);
      willSay(stage, fixture);
      const whole = await client().messages.create(asked);
      const streamed = await client().messages.stream(asked).finalMessage();
      for (const message of [whole, streamed]) {
        expect(message).toMatchObject({ type: 'message', role: 'assistant' });
        expect(message.stop_reason).toBe(STOP_REASONS[fixture.expected.finishReason ?? '']);
        if (fixture.expected.text !== '') expect(textOf(message)).toBe(fixture.expected.text);
        const calls = message.content.filter((block) => block.type === 'tool_use');
        expect(calls.map(({ name: called, input }) => [called, input])).toEqual(
          fixture.expected.toolCalls.map((call) => [call.name, JSON.parse(call.arguments) as unknown]),
        );
      }
      const { usage } = fixture.expected;
      if (!usage) return;
      const {
        input_tokens: input,
        cache_read_input_tokens: read,
        cache_creation_input_tokens: written,
      } = whole.usage;
      expect(input + (read ?? 0) + (written ?? 0)).toBe(usage.prompt_tokens);
      expect(whole.usage.output_tokens).toBe(usage.completion_tokens);
    },
  );

  it.each([true, false])(
    'brings parallel calls and their results to the model, streamed: %s',
    async (streams) => {
      const { expected, ...fixture } = fixtureOf(wire, 'tool-call');
      willSay(stage, fixture);
      const request = { ...asked, tools: TOOLS };
      const { messages } = client();
      const message = await (streams ? messages.stream(request).finalMessage() : messages.create(request));
      expect(message.stop_reason).toBe('tool_use');
      const calls = message.content.filter((block) => block.type === 'tool_use');
      expect(new Set(calls.map(({ id }) => id)).size).toBe(2);
      willSay(stage, fixtureOf(wire, 'plain'));
      const results = calls.map(({ id }, at) => ({
        type: 'tool_result' as const,
        tool_use_id: id,
        content: [{ type: 'text' as const, text: `no ${at}` }],
      }));
      const turns = [
        HELLO,
        { role: 'assistant' as const, content: message.content },
        { role: 'user' as const, content: results },
      ];
      const last = await messages.create({ ...request, messages: turns });
      expect(textOf(last)).toBe(fixtureOf(wire, 'plain').expected.text);
      const sent = stage.upstream.requests.at(-1);
      const ids = calls.map(({ id }) => id);
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

  it('runs a loop of tools by itself, without the threads that only Anthropic has', async () => {
    willSayInTurn(stage, fixtureOf(wire, 'tool-call'), fixtureOf(wire, 'plain'));
    const runs: unknown[] = [];
    const tools = TOOLS.map(({ name, input_schema: inputSchema }) =>
      betaTool({ name, inputSchema, description: name, run: (input) => `ran ${runs.push(input)}` }),
    );
    const last = await client().beta.messages.toolRunner({ ...asked, tools });
    expect(runs).toEqual(
      fixtureOf(wire, 'tool-call').expected.toolCalls.map((call) => JSON.parse(call.arguments) as unknown),
    );
    expect(textOf(last as Anthropic.Message)).toBe(fixtureOf(wire, 'plain').expected.text);
    expect(JSON.stringify(stage.upstream.requests.at(-1)?.body)).toContain('ran 2');
  });

  it.each([
    ['provider.rejected', Anthropic.BadRequestError, 400, 'invalid_request_error'],
    ['model.not_found', Anthropic.NotFoundError, 404, 'not_found_error'],
    ['provider.rate_limited', Anthropic.RateLimitError, 429, 'rate_limit_error'],
    ['provider.unavailable', Anthropic.InternalServerError, null, 'api_error'],
    ['provider.timed_out', Anthropic.InternalServerError, 504, 'timeout_error'],
  ] as const)('throws the class of %s', async (code, type, status, name) => {
    stage.willFail(failureOf(wire, code));
    for (const stream of [false, true]) {
      const error: unknown = await client()
        .messages.create({ ...asked, stream })
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(type);
      // Of Anthropic itself, its own.
      const told = status ?? (wire.provider === 'anthropic' ? 500 : 502);
      expect(error).toMatchObject({ status: told, type: name, requestID: expect.any(String) as string });
    }
  });

  it('throws for a stream that is cut anywhere before its end', async () => {
    const fixture = fixtureOf(wire, 'plain');
    const cuts = cutsOf(fixture).filter((_cut, at) => at % 9 === 0);
    expect(cuts.length).toBeGreaterThan(0);
    for (const { at, ending } of cuts) {
      willSay(stage, fixture, { maxBytes: at, ending });
      await expect(client().messages.stream(asked).finalMessage()).rejects.toThrow(Anthropic.AnthropicError);
      const read = async () => {
        for await (const event of await client().messages.create({ ...asked, stream: true }))
          expect(event.type).not.toBe('message_stop');
      };
      await expect(read()).rejects.toThrow(Anthropic.APIError);
    }
  });

  it('throws at once when it aborts, and ends the call at the provider', async () => {
    const aborting = new AbortController();
    stage.willAct(() => aborting.abort());
    const call = client().messages.create(asked, { signal: aborting.signal });
    await expect(call).rejects.toThrow(Anthropic.APIUserAbortError);
    expect(await stage.upstream.requests.at(-1)?.closed).toEqual({ aborted: true });
  });

  it('ends the call at the provider when it aborts in a stream', async () => {
    willSay(stage, fixtureOf(wire, 'plain'), { ending: 'hang' });
    const stream = await client().messages.create({ ...asked, stream: true });
    stream.controller.abort();
    expect(await stage.upstream.requests.at(-1)?.closed).toEqual({ aborted: true });
  });
});
