import { samplesOf } from '../src/observability/metrics/testing/read-samples.js';
import { ask } from './support/agent-client.js';
import { readStream } from './support/agent-events.js';
import { ProviderStage } from './support/provider-stage.js';
import type { JsonObject, RecordedRequest } from './support/scripted-upstream/recorded-request.js';
import type { Script } from './support/scripted-upstream/exchange.js';
import { answerBytes, answerJson } from './support/scripted-upstream/scripts.js';
import { stream } from './support/scripted-upstream/stream-script.js';
import { STAGED_PROVIDERS, stagedProvider } from './support/staged-providers.js';

const HOUR_MS = 3_600_000;
const NO_TEMPERATURE = 'Model incompatible request argument supplied: temperature';
/** Those that are asked over HTTP. */
const REMOTE = STAGED_PROVIDERS.filter(({ id }) => id !== 'sandbox');
const COMPATIBLE = REMOTE.filter(({ id }) => id !== 'anthropic' && id !== 'gemini');

/** A parameter of a request, wherever its wire has it. */
const parameterIn = ({ body }: RecordedRequest, name: string): unknown =>
  body?.[name] ?? (body?.['generationConfig'] as JsonObject | undefined)?.[name];

const refusing =
  (isRefused: (request: RecordedRequest) => boolean, refusal: Script, answer: Script): Script =>
  (exchange) =>
    (isRefused(exchange.request) ? refusal : answer)(exchange);

describe('what the gateway added to a request and a provider refuses', () => {
  let stage: ProviderStage;
  let models = 0;
  /** Nothing is remembered of a model of one's own, and no family claims it. */
  const newModel = () => `own-model-${(models += 1)}`;
  beforeAll(async () => void (stage = await ProviderStage.open()));
  afterAll(() => stage.close());
  afterEach(() => jest.restoreAllMocks());

  const warned = ({ warnings }: { readonly [field: string]: unknown }) =>
    (warnings as { parameter?: string; action: string }[]).map(
      ({ parameter, action }) => `${parameter} ${action}`,
    );
  const requestsOf = async (act: () => Promise<unknown>) => {
    const before = stage.upstream.requests.length;
    await act();
    return stage.upstream.requests.slice(before);
  };

  // First: later on, the tests before it have spent what the provider's retry budget holds.
  it('is all of it once, where the provider refuses everything without a word, and that is told', async () => {
    stage.willAct(answerBytes('application/json', '', 400));
    const asked = await requestsOf(async () => {
      const { status, body } = await ask(
        stage.gateway,
        { prompt: 'x', model: newModel() },
        { provider: 'local' },
      );
      expect([status, body.error?.code]).toEqual([400, 'provider.rejected']);
    });
    expect(asked.map(({ body }) => Object.keys(body ?? {}).toSorted())).toEqual([
      ['max_tokens', 'messages', 'model', 'temperature'],
      ['messages', 'model'],
    ]);
  });

  describe.each(REMOTE)('the temperature, by $id', ({ id, plain }) => {
    const refusal = answerJson(400, {
      error: { message: NO_TEMPERATURE, code: 400, status: 'INVALID_ARGUMENT' },
    });
    const hasTemperature = (request: RecordedRequest) => parameterIn(request, 'temperature') !== undefined;
    const answer = answerJson(200, plain.body);
    const streamed = stream([plain.stream ?? '']);

    it('is taken out, asked about once, and remembered', async () => {
      const model = newModel();
      stage.willAct(refusing(hasTemperature, refusal, answer));
      const prompt = { prompt: 'x', model };
      const asked = await requestsOf(async () => {
        const { status, body, headers } = await ask(stage.gateway, prompt, { provider: id });
        expect([status, warned(body)]).toEqual([200, ['temperature dropped']]);
        expect(headers.get('x-gateway-attempts')).toBe('2');
      });
      expect(asked.map(hasTemperature)).toEqual([true, false]);
      const again = await requestsOf(async () => {
        const { status, body } = await ask(stage.gateway, prompt, { provider: id });
        expect([status, warned(body)]).toEqual([200, ['temperature dropped']]);
      });
      expect(again.map(hasTemperature)).toEqual([false]);
    });

    it('is taken out of a stream, too', async () => {
      stage.willAct(refusing(hasTemperature, refusal, streamed));
      const asked = await requestsOf(async () => {
        const { names, end } = await readStream(
          stage.gateway,
          { prompt: 'x', model: newModel() },
          { provider: id },
        );
        expect([names.at(-1), warned(end)]).toEqual(['done', ['temperature dropped']]);
      });
      expect(asked.map(hasTemperature)).toEqual([true, false]);
    });

    it('is told to the caller who set it, and not asked about again', async () => {
      stage.willAct(refusing(hasTemperature, refusal, answer));
      const asked = await requestsOf(async () => {
        const body = { prompt: 'x', model: newModel(), temperature: 0.2 };
        const { status, body: envelope } = await ask(stage.gateway, body, { provider: id });
        expect([status, envelope.error?.code]).toEqual([400, 'provider.rejected']);
        expect(envelope.message).toContain(NO_TEMPERATURE);
      });
      expect(asked.map((request) => parameterIn(request, 'temperature'))).toEqual([0.2]);
    });
  });

  const REFUSALS: readonly (readonly [string, Script])[] = [
    ['in words', answerJson(422, { error: { message: 'stream_options: Extra inputs are not permitted' } })],
    ['by its name', answerJson(400, { error: { message: 'Unknown parameter.', param: 'stream_options' } })],
    ['as FastAPI does', answerJson(422, { detail: [{ loc: ['body', 'stream_options'], msg: 'extra' }] })],
    ['without words', answerJson(422, {})],
    ['without a body', answerBytes('application/json', '', 422)],
    ['with a page', answerBytes('text/html', '<html><title>422 Unprocessable Entity</title></html>', 422)],
    ['with a text', answerBytes('text/plain', 'Bad Request', 400)],
    ['in the stream itself', stream(['data: {"error":{"message":"no stream_options","code":400}}\n\n'])],
  ];

  describe.each(COMPATIBLE)('the wish for usage, by $id', ({ id, plain }) => {
    const wantsUsage = (request: RecordedRequest) => request.body?.['stream_options'] !== undefined;

    it.each(REFUSALS)('is taken out, refused %s', async (_, refusal) => {
      const model = newModel();
      stage.willAct(refusing(wantsUsage, refusal, stream([plain.stream ?? ''])));
      const read = () => readStream(stage.gateway, { prompt: 'x', model }, { provider: id });
      const asked = await requestsOf(async () => {
        const { names, text, end } = await read();
        expect([names.at(-1), text]).toEqual(['done', plain.expected.text]);
        expect(warned(end)).toContain('stream_options dropped');
      });
      expect(asked.map(wantsUsage)).toEqual([true, false]);
      expect((await requestsOf(read)).map(wantsUsage)).toEqual([false]);
    });
  });

  it.each<[number, string]>([
    [400, 'Sampling parameters are not supported for this model.'],
    [404, 'No endpoints found that support the requested parameters: temperature'],
    [500, 'temperature is not supported by this model'],
    [501, "Unsupported parameter: 'temperature'"],
  ])(
    'is taken out and remembered after status %i with %j, as if it had been refused',
    async (status, message) => {
      const model = newModel();
      const { plain } = stagedProvider('openrouter');
      const isRefused = ({ body }: RecordedRequest) => body?.['temperature'] !== undefined;
      stage.willAct(
        refusing(isRefused, answerJson(status, { error: { message } }), answerJson(200, plain.body)),
      );
      const asking = async () => {
        const { status: told, body } = await ask(
          stage.gateway,
          { prompt: 'x', model },
          { provider: 'openrouter' },
        );
        expect([told, warned(body)]).toEqual([200, ['temperature dropped']]);
      };
      expect(await requestsOf(asking)).toHaveLength(2);
      expect(await requestsOf(asking)).toHaveLength(1);
    },
  );

  it('is sent again after an hour', async () => {
    const model = newModel();
    const { plain } = stagedProvider('local');
    const isRefused = ({ body }: RecordedRequest) => body?.['temperature'] !== undefined;
    const refusal = answerJson(400, { error: { message: NO_TEMPERATURE } });
    stage.willAct(refusing(isRefused, refusal, answerJson(200, plain.body)));
    const asking = () => ask(stage.gateway, { prompt: 'x', model }, { provider: 'local' });
    expect(await requestsOf(asking)).toHaveLength(2);
    expect(await requestsOf(asking)).toHaveLength(1);
    const now = performance.now.bind(performance);
    jest.spyOn(performance, 'now').mockImplementation(() => now() + HOUR_MS);
    expect(await requestsOf(asking)).toHaveLength(2);
  });

  it.each<[string, object]>([
    ['words about something else', { message: 'The image could not be decoded.' }],
    ['a name that has a meaning', { message: '', code: 'content_filter', type: 'invalid_request_error' }],
  ])('is not asked about where the provider gives %s', async (_, error) => {
    stage.willAct(answerJson(400, { error }));
    const prompt = { prompt: 'x', model: newModel() };
    const asked = await requestsOf(async () => {
      const { status, body } = await ask(stage.gateway, prompt, { provider: 'local' });
      expect([status, body.error?.code]).toEqual([400, 'provider.rejected']);
    });
    expect(asked).toHaveLength(1);
  });

  it('is counted, and stands in the log', async () => {
    const { plain } = stagedProvider('local');
    const isRefused = ({ body }: RecordedRequest) => body?.['max_tokens'] !== undefined;
    const message = "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.";
    const refusal = answerJson(400, { error: { message, param: 'max_tokens' } });
    stage.willAct(refusing(isRefused, refusal, answerJson(200, plain.body)));
    const headers = { 'x-request-id': 'refused-addition' };
    await ask(stage.gateway, { prompt: 'x', model: 'llama3.3' }, { provider: 'local', headers });
    const line = await stage.gateway.logLine(({ request_id: id }) => id === 'refused-addition');
    expect([line['refused_additions'], line['attempts']]).toEqual(['max_tokens', 2]);
    const text = await fetch(`${stage.gateway.url}/metrics`).then((response) => response.text());
    const series = '{gen_ai_provider_name="local",gen_ai_request_model="llama3.3",parameter="max_tokens"}';
    expect(samplesOf(text, 'tollgate_refused_additions_total')).toMatchObject({ [series]: 1 });
  });
});
