import { ApiError, GoogleGenAI, type GenerateContentResponse } from '@google/genai';
import { embeddingsOf, failureOf, fixtureOf, WIRES, willSay } from '../support/client-wires.js';
import { toolTurnOf } from '../support/client-sent.js';
import { ProviderStage } from '../support/provider-stage.js';
import { answerJson } from '../support/scripted-upstream/scripts.js';
import { cutsOf } from '../support/staged-providers.js';

const HELLO = { role: 'user', parts: [{ text: 'hello there' }] };
const schema = (properties: object) => ({ type: 'object', properties, additionalProperties: false });
const FUNCTIONS = [
  {
    name: 'get_weather',
    parametersJsonSchema: schema({ city: { type: 'string' }, days: { type: 'integer' } }),
  },
  { name: 'now', parametersJsonSchema: schema({}) },
];
const FINISH_REASONS: Readonly<Record<string, string>> = {
  stop: 'STOP',
  length: 'MAX_TOKENS',
  tool_calls: 'STOP',
  content_filter: 'SAFETY',
};

let stage: ProviderStage;
beforeAll(async () => void (stage = await ProviderStage.open()));
afterAll(() => stage.close());

const textsOf = (answers: readonly GenerateContentResponse[]) =>
  answers
    .flatMap(({ candidates }) => candidates?.[0]?.content?.parts ?? [])
    .map(({ text = '', thought }) => (thought === true ? '' : text));
const callsOf = (answers: readonly GenerateContentResponse[]) =>
  answers.flatMap(({ functionCalls }) => functionCalls ?? []);

// its own dispatcher looks for Node's on `globalThis`, which is not Node's in a test
const httpOptions = () => ({ baseUrl: stage.gateway.url, fetch });
const models = () => new GoogleGenAI({ apiKey: 'none', httpOptions: httpOptions() }).models;
type Asked = Parameters<ReturnType<typeof models>['generateContent']>[0];
const whole = async (asked: Asked) => [await models().generateContent(asked)];
const streamed = async (asked: Asked) => {
  const chunks: GenerateContentResponse[] = [];
  for await (const chunk of await models().generateContentStream(asked)) chunks.push(chunk);
  return chunks;
};

describe.each(WIRES)("Google's SDK over the wire of $provider", (wire) => {
  const asked = { model: wire.model, contents: [HELLO] };

  it.each(['plain', 'tool-call', 'usage-details', 'length-stop', 'refusal'])(
    'gets %s, whole and streamed to the same end',
    async (name) => {
      const { expected, ...fixture } = fixtureOf(wire, name);
      willSay(stage, fixture);
      for (const answers of [await whole(asked), await streamed(asked)]) {
        const last = answers.at(-1);
        const reason = last?.candidates?.[0]?.finishReason;
        expect(reason).toBe(FINISH_REASONS[expected.finishReason ?? '']);
        if (expected.text !== '') expect(textsOf(answers).join('')).toBe(expected.text);
        expect(callsOf(answers).map(({ name: called, args }) => [called, args])).toEqual(
          expected.toolCalls.map((call) => [call.name, JSON.parse(call.arguments) as unknown]),
        );
        const { usage } = expected;
        if (!usage) continue;
        const counts = last?.usageMetadata ?? {};
        const { promptTokenCount = 0, toolUsePromptTokenCount = 0 } = counts;
        const { candidatesTokenCount, thoughtsTokenCount = 0 } = counts;
        expect(promptTokenCount + toolUsePromptTokenCount).toBe(usage.prompt_tokens);
        expect((candidatesTokenCount ?? 0) + thoughtsTokenCount).toBe(usage.completion_tokens);
      }
    },
  );

  it.each([whole, streamed])('brings parallel calls and their results to the model: %p', async (ask) => {
    const { expected, ...fixture } = fixtureOf(wire, 'tool-call');
    willSay(stage, fixture);
    const request = { ...asked, config: { tools: [{ functionDeclarations: FUNCTIONS }] } };
    const answers = await ask(request);
    const calls = callsOf(answers);
    expect(calls.length).toBe(2);
    // Of Gemini itself, as it has them: without.
    const isNative = wire.provider === 'gemini';
    expect(new Set(calls.map(({ id }) => id)).size).toBe(isNative ? 1 : 2);
    const parts = answers.flatMap(({ candidates }) => candidates?.[0]?.content?.parts ?? []);
    const results = calls.map(({ id, name }, at) => ({
      functionResponse: { ...(id && { id }), ...(name && { name }), response: { output: `no ${at}` } },
    }));
    willSay(stage, fixtureOf(wire, 'plain'));
    const turns = [HELLO, { role: 'model', parts }, { role: 'user', parts: results }];
    const last = await whole({ ...request, contents: turns });
    expect(textsOf(last).join('')).toBe(fixtureOf(wire, 'plain').expected.text);
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
  });

  it.each([
    ['provider.rejected', 400, 'INVALID_ARGUMENT'],
    ['model.not_found', 404, 'NOT_FOUND'],
    ['provider.rate_limited', 429, 'RESOURCE_EXHAUSTED'],
    ['provider.unavailable', 502, 'UNAVAILABLE'],
    ['provider.timed_out', 504, 'DEADLINE_EXCEEDED'],
  ] as const)('throws for %s', async (code, status, name) => {
    const failure = failureOf(wire, code);
    stage.willFail(failure);
    // Of Gemini itself, its own.
    const isNative = wire.provider === 'gemini';
    const told = isNative ? (failure.body as { error: { status: string } }).error.status : name;
    for (const ask of [whole, streamed]) {
      const error: unknown = await ask(asked).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ApiError);
      expect(error).toMatchObject({
        status: isNative ? failure.status : status,
        message: expect.stringContaining(`"status":"${told}"`) as string,
      });
    }
  });

  it('throws for a stream that is cut anywhere before its end', async () => {
    const fixture = fixtureOf(wire, 'plain');
    const cuts = cutsOf(fixture).filter((_cut, at) => at % 9 === 0);
    expect(cuts.length).toBeGreaterThan(0);
    for (const { at, ending } of cuts) {
      willSay(stage, fixture, { maxBytes: at, ending });
      await expect(streamed(asked)).rejects.toThrow(/got status: |"status":|terminated/);
    }
  });

  it('ends the call at the provider when it aborts, whole and in a stream', async () => {
    const aborting = new AbortController();
    stage.willAct(() => aborting.abort());
    await expect(whole({ ...asked, config: { abortSignal: aborting.signal } })).rejects.toThrow(/abort/i);
    expect(await stage.upstream.requests.at(-1)?.closed).toEqual({ aborted: true });
    const leaving = new AbortController();
    willSay(stage, fixtureOf(wire, 'plain'), { ending: 'hang' });
    const reading = async () => {
      const config = { abortSignal: leaving.signal };
      for await (const chunk of await models().generateContentStream({ ...asked, config }))
        if (chunk.candidates) leaving.abort();
    };
    await expect(reading()).rejects.toThrow(/abort/i);
    expect(await stage.upstream.requests.at(-1)?.closed).toEqual({ aborted: true });
  });
});

it('gets vectors, counts and models', async () => {
  const [openai = { provider: '', model: '' }] = WIRES;
  const { body } = embeddingsOf(openai);
  stage.willAct(answerJson(200, body));
  const model = 'openai/text-embedding-3-small';
  const { embeddings = [] } = await models().embedContent({ model, contents: ['one', 'two'] });
  expect(embeddings.every(({ values = [] }) => values.length > 0)).toBe(true);
  const { totalTokens } = await models().countTokens({ model: openai.model, contents: [HELLO] });
  expect(totalTokens).toBeGreaterThan(0);
  const listed: unknown[] = [];
  for await (const one of await models().list()) listed.push(one.name);
  expect(listed).toContain(`models/${openai.model}`);
  expect((await models().get({ model: openai.model })).name).toBe(`models/${openai.model}`);
});
