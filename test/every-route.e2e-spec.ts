import type { CallReport } from '../src/completions/completion-outcome.js';
import { CompletionsService } from '../src/completions/completions.service.js';
import { fixtureOf, WIRES, willSay, type ClientWire } from './support/client-wires.js';
import { nativeFixture } from './support/native-responses.js';
import { ProviderStage } from './support/provider-stage.js';
import { answerJson } from './support/scripted-upstream/scripts.js';

const [OPENAI, ANTHROPIC] = WIRES as unknown as [ClientWire, ClientWire];
const HELLO = { messages: [{ role: 'user', content: 'hello there' }] };
const COUNT = '/v1/messages/count_tokens';
const GEMINI_HELLO = { contents: [{ parts: [{ text: 'hello there' }] }] };
const GEMINI_EMBED = { content: { parts: [{ text: 'hello' }] } };
const EMBEDDINGS = {
  object: 'list',
  data: [{ object: 'embedding', index: 0, embedding: [0.5] }],
  model: 'm',
};

/** Routes that reach a model, with what they are asked; a new one has to be entered, and to pass the use case. */
const TO_MODELS: Readonly<Record<string, readonly object[]>> = {
  'POST /agents/llm-providers/:provider': [
    { prompt: 'hello there' },
    { prompt: 'hello there', stream: true },
  ],
  'POST /v1/chat/completions': [OPENAI, ANTHROPIC].flatMap(both),
  'POST /v1/completions': both(OPENAI).map(({ messages: _none, ...body }) => ({ ...body, prompt: 'hello' })),
  'POST /v1/embeddings': [{ model: 'openai/text-embedding-3-small', input: 'hello' }],
  'POST /v1/messages': [OPENAI, ANTHROPIC].flatMap(both),
  'POST /v1/responses': [OPENAI, ANTHROPIC]
    .flatMap(both)
    .map(({ model, stream }) => ({ model, input: 'hello', stream })),
  'POST /v1/responses/compact': [{ model: OPENAI.model, input: 'hello' }],
  'POST /v1/responses/input_tokens': [{ model: OPENAI.model, input: 'hello' }],
  ...ofGemini('generateContent', GEMINI_HELLO),
  ...ofGemini('streamGenerateContent', GEMINI_HELLO),
  ...ofGemini('countTokens', GEMINI_HELLO),
  ...ofGemini('embedContent', GEMINI_EMBED),
  ...ofGemini('batchEmbedContents', { requests: [GEMINI_EMBED] }),
  [`POST ${COUNT}`]: [{ ...HELLO, model: ANTHROPIC.model }],
};

/** Routes that reach no model. Lists ask providers for what models they have. */
const OTHERS = [
  'GET /',
  'GET /agents/llm-providers',
  'GET /agents/llm-providers/:provider/models',
  'GET /calls/recent',
  'GET /console/session',
  'POST /console/session',
  'DELETE /console/session',
  'GET /console',
  'GET /console/*path',
  'GET /console/assets/:name',
  'GET /health/live',
  'GET /health/ready',
  'GET /first-tokens',
  'GET /metrics',
  'GET /sessions',
  'GET /usage',
  'GET /v1/key',
  'GET /v1/keys',
  'GET /v1beta/models',
  'GET /v1beta/models/*model',
  'GET /v1/models',
  'GET /v1/models/*model',
  // What providers keep of responses: stored-responses.e2e-spec.ts holds these to the use case.
  'GET /v1/responses/:id',
  'GET /v1/responses/:id/input_items',
  'DELETE /v1/responses/:id',
  'POST /v1/responses/:id/cancel',
];

function ofGemini(method: string, body: object): Record<string, readonly object[]> {
  const paths = ['v1beta', 'v1'].map((path) => `POST /${path}/{models/}*model\\:${method}`);
  return Object.fromEntries(paths.map((path) => [path, [body]]));
}

function both({ model }: ClientWire) {
  return [false, true].map((stream) => ({ ...HELLO, model, max_tokens: 50, stream }));
}

interface Layer {
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
}

describe('every route of the application', () => {
  let stage: ProviderStage;
  const reports: CallReport[] = [];
  beforeAll(async () => {
    stage = await ProviderStage.open();
    const ended = (report: CallReport) => void reports.push(report);
    stage.gateway.app.get(CompletionsService).observe({ ended, partGap: () => undefined });
  });
  afterAll(() => stage.close());

  it('is known here', () => {
    const server: unknown = stage.gateway.app.getHttpAdapter().getInstance();
    const { router } = server as { router: { stack: readonly Layer[] } };
    const routes = router.stack.flatMap(({ route }) =>
      Object.keys(route?.methods ?? {}).map((method) => `${method.toUpperCase()} ${route?.path}`),
    );
    const known = [...Object.keys(TO_MODELS), ...OTHERS];
    expect(routes.filter((route) => !route.startsWith('GET /docs') && !known.includes(route))).toEqual([]);
    expect(known.filter((route) => !routes.includes(route))).toEqual([]);
  });

  it.each(
    Object.entries(TO_MODELS).flatMap(([route, bodies]) => bodies.map((body) => [route, body] as const)),
  )('%s reaches a provider through the one use case: %j', async (route, body) => {
    // OpenAI counts nothing beforehand.
    const inPath = route.endsWith(':countTokens') ? ANTHROPIC.model : OPENAI.model;
    const path = (route.split(' ')[1] ?? '')
      .replace(':provider', 'openai')
      .replace(/\{(.*)\}\*model\\/, `$1${inPath}`);
    const model = 'model' in body ? body.model : OPENAI.model;
    willSay(stage, fixtureOf(model === ANTHROPIC.model ? ANTHROPIC : OPENAI, 'plain'));
    if (/\/responses(\/compact)?$/.test(path) && model === OPENAI.model)
      willSay(stage, nativeFixture('plain'));
    if (/count_tokens$|:countTokens$|input_tokens$/.test(path))
      stage.willAct(answerJson(200, { input_tokens: 3 }));
    if (/embed/i.test(path)) stage.willAct(answerJson(200, EMBEDDINGS));
    const [asked, reported] = [stage.upstream.requests.length, reports.length];
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(stage.gateway.url + path, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    expect([answer.status, (await answer.text()).length]).toEqual([200, expect.any(Number)]);
    const [report, ...others] = reports.slice(reported);
    expect([report?.outcome, report?.attempts.length, others]).toEqual(['finished', 1, []]);
    expect(stage.upstream.requests.length - asked).toBe(1);
  });
});
