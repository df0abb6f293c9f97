import fc from 'fast-check';
import { MODEL_NAME } from '../src/port/model-name.js';
import { samplesOf } from '../src/observability/metrics/testing/read-samples.js';
import { ask } from './support/agent-client.js';
import { readStream } from './support/agent-events.js';
import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import { answerJson } from './support/scripted-upstream/scripts.js';
import { sseFrame, stream } from './support/scripted-upstream/stream-script.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const NAMES = [
  '@cf/meta/llama-3.1-8b-instruct',
  'My Model (v2) #3',
  '../../x',
  '..',
  'models/',
  'publishers/google/models/',
  'models/..',
  'a?b#c',
  'a%2f..%2fb',
  `it's "[q4]" ~\\%`,
  '模型-7b',
  '🦙',
];

/** Any name that is accepted, with the characters that lead elsewhere more often than the others. */
const anyName = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '.',
        '/',
        '..',
        '%',
        '?',
        '#',
        '&',
        ':',
        '\\',
        '"',
        "'",
        '~',
        '[',
        ']',
        '{',
        ' ',
        '@',
        '=',
        ',',
        '*',
      ),
      fc.string({ unit: 'binary', maxLength: 4 }),
    ),
    {
      minLength: 1,
      maxLength: 40,
    },
  )
  .map((parts) => parts.join(''))
  .filter((name) => MODEL_NAME.test(name));

const completion = (model: unknown) => ({
  id: '1',
  object: 'chat.completion',
  created: 1,
  model,
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hi!' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
});

const GEMINI_ANSWER = {
  candidates: [{ content: { role: 'model', parts: [{ text: 'Hi!' }] }, finishReason: 'STOP' }],
  usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 },
};

/** As both kinds of providers answer: by the name in the body, and by the address. */
const upstreamScript = (body: Readonly<Record<string, unknown>> | undefined) => {
  if (body?.['contents'] !== undefined) return answerJson(200, GEMINI_ANSWER);
  const answer = completion(body?.['model']);
  if (body?.['stream'] !== true) return answerJson(200, answer);
  const choice = { index: 0, delta: { content: 'Hi!' }, finish_reason: 'stop' };
  return stream([sseFrame({ ...answer, choices: [choice] }), sseFrame('[DONE]')]);
};

describe('names of models', () => {
  let upstream: ScriptedUpstream;
  let gateway: RunningGateway;
  let runs = 0;

  beforeAll(async () => {
    upstream = await ScriptedUpstream.start({
      fallback: (exchange) => upstreamScript(upstream.requests.at(-1)?.body)(exchange),
    });
    gateway = await startGateway(
      {
        GEMINI_API_KEY: 'gemini-canary-0123456789',
        GEMINI_BASE_URL: `${upstream.origin}/v1beta`,
        LOCAL_MODEL_ALIASES: 'my model=Alias Target #1,模型=@cf/../x',
      },
      `
providers:
  - id: local
    base_url: ${upstream.origin}/v1
    default_model: My "Default" \\ Model
    model_aliases: { "~best [q4]": "../hidden" }
    prices: { "Priced #1": { input_usd_per_million: 1, output_usd_per_million: 1 } }
    parameter_rules:
      - models: ["@cf/*/llama *", "模型 *"]
        rules: { temperature: { action: drop } }
`,
    );
  });
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  /** Asks, and makes sure that the log has one line of it, which names the model. */
  const asked = async (model: string, provider: string) => {
    const id = `named-${(runs += 1)}`;
    const answer = await ask(gateway, { prompt: 'x', model }, { provider, headers: { 'x-request-id': id } });
    await gateway.logLine((line) => line['request_id'] === id);
    const lines = gateway
      .logText()
      .split('\n')
      .filter((line) => line.includes(`"${id}"`));
    expect(lines.map((line) => (JSON.parse(line) as Record<string, unknown>)['model'])).toEqual([model]);
    return { ...answer, sent: upstream.requests.at(-1) };
  };

  describe.each(NAMES)('such as %j', (model) => {
    it('reach an OpenAI-compatible provider as they are, and come back', async () => {
      const { status, body, sent } = await asked(model, 'local');
      expect([status, body.model, body['provider_model']]).toEqual([200, model, model]);
      expect([sent?.path, sent?.body?.['model']]).toEqual(['/v1/chat/completions', model]);
      const { end } = await readStream(gateway, { prompt: 'x', model }, { provider: 'local' });
      expect([end.model, end['provider_model']]).toEqual([model, model]);
    });

    it('stay one part of the address that Gemini is asked at', async () => {
      const before = upstream.requests.length;
      const { status, body, sent } = await asked(model, 'gemini');
      if (model.endsWith('/')) {
        expect([status, body.error?.code, body.error?.param]).toEqual([400, 'request.invalid', 'model']);
        expect(upstream.requests).toHaveLength(before);
        return;
      }
      expect(status).toBe(200);
      const bare = model.replace(/^models\//, '');
      expect(sent?.path).toBe(`/v1beta/models/${encodeURIComponent(bare)}:generateContent`);
    });
  });

  it('are byte for byte the same in the request, whatever they hold, and never more than one line', async () => {
    const property = fc.asyncProperty(anyName, async (model) => {
      const { status, sent } = await asked(model, 'local');
      expect(status).toBe(200);
      expect(sent?.rawBody.includes(`"model":${JSON.stringify(model)}`)).toBe(true);
      if (model.endsWith('/')) return;
      const { sent: native } = await asked(model, 'gemini');
      expect(native?.path).toMatch(/^\/v1beta\/models\/[^/?#\s]+:generateContent$/);
    });
    await fc.assert(property, { numRuns: 100 });
  });

  it('may be defaults, aliases of variables and of the file, and patterns of rules', async () => {
    const sentFor = async (model?: string) => {
      const { body } = await ask(gateway, { prompt: 'x', temperature: 1, model }, { provider: 'local' });
      return [upstream.requests.at(-1)?.body?.['model'], (body['warnings'] as unknown[]).length];
    };
    expect(await sentFor()).toEqual([String.raw`My "Default" \ Model`, 0]);
    expect(await sentFor('my model')).toEqual(['Alias Target #1', 0]);
    expect(await sentFor('模型')).toEqual(['@cf/../x', 0]);
    expect(await sentFor('~best [q4]')).toEqual(['../hidden', 0]);
    expect(await sentFor('@cf/meta/llama 3')).toEqual(['@cf/meta/llama 3', 1]);
    expect(await sentFor('模型 7b')).toEqual(['模型 7b', 1]);
  });

  it('are labels of metrics only where they are configured', async () => {
    const model = 'not "configured" \\ anywhere';
    await asked(model, 'local');
    await asked(String.raw`My "Default" \ Model`, 'local');
    const text = await fetch(`${gateway.url}/metrics`).then((response) => response.text());
    expect(text).not.toContain('anywhere');
    const labels = Object.keys(samplesOf(text, 'gen_ai_client_inference_usage_input_tokens_total'));
    expect(labels.join()).toContain(String.raw`gen_ai_request_model="My \"Default\" \\ Model"`);
  });

  it('are still those of its own at the sandbox', async () => {
    const { body } = await ask(gateway, { prompt: 'x', model: '../echo' }, { provider: 'sandbox' });
    expect(body.error?.code).toBe('model.not_found');
  });

  it.each(['a\r\nb', 'a\u2028b', 'a\u202eb', 'a\u200bb', ' a', ''])('are none: %j', async (model) => {
    const { status, body } = await ask(gateway, { prompt: 'x', model }, { provider: 'local' });
    expect([status, body.error?.code, body.error?.param]).toEqual([400, 'request.invalid', 'model']);
    expect(body.message).toContain('model must be a string of 1 to 200 printable characters on one line');
  });
});
