import { upstreamFetchOf } from '../../common/http/testing/response-fetch.js';
import { ManualClock } from '../../common/testing/manual-clock.js';
import { createGeminiClient } from './gemini-client.js';
import { gemini } from './gemini.definition.js';
import { GeminiProvider } from './gemini.provider.js';

const KEY = 'AIzaCanary-0123456789abcdef';
const API_KEY = { variable: 'GEMINI_API_KEY', value: KEY };
const SETTINGS = {
  apiKeys: [API_KEY],
  baseUrl: 'https://proxy.example/v1beta/',
  defaultModel: gemini.defaultModel,
  modelAliases: new Map<string, string>(),
};
const attempt = { signal: new AbortController().signal, requestId: 'r-1', apiKey: API_KEY };

function listing(...answers: readonly (() => Response)[]) {
  const sent: { url: string; init: RequestInit }[] = [];
  const clock = new ManualClock();
  const client = createGeminiClient(
    SETTINGS,
    upstreamFetchOf(async (url, init = {}) => {
      sent.push({ url, init });
      return answers[sent.length - 1]!();
    }),
    clock,
  );
  return { models: new GeminiProvider(gemini, SETTINGS, client, clock).listModels(attempt), sent };
}

const page = (models: readonly object[], nextPageToken?: string) => () =>
  Response.json({ models, ...(nextPageToken !== undefined && { nextPageToken }) });
const model = (name: unknown, rest: object = {}) => ({
  name,
  supportedGenerationMethods: ['generateContent', 'countTokens'],
  ...rest,
});

describe('the list of models of Gemini', () => {
  it('holds those that generate content or embed it, by their names without `models/`, with their limits', async () => {
    const { models } = listing(
      page([
        model('models/gemini-4-argon', { inputTokenLimit: 1_048_576, outputTokenLimit: 65_536 }),
        model('models/gemini-thinking', { thinking: true }),
        model('models/gemini-embedding-2', { supportedGenerationMethods: ['embedContent'] }),
        model('models/imagen', { supportedGenerationMethods: ['predict'] }),
        model('models/gemini-old', { supportedGenerationMethods: undefined }),
        model('gemini-bare', { inputTokenLimit: 0, outputTokenLimit: '9' }),
        model(`models/${KEY}`),
        model('gemini next'),
        model(7),
      ]),
    );
    expect(await models).toEqual([
      { id: 'gemini-4-argon', contextWindow: 1_048_576, maxOutputTokens: 65_536 },
      { id: 'gemini-thinking', capabilities: { reasoning: true } },
      { id: 'gemini-embedding-2' },
      { id: 'gemini-bare' },
      { id: 'gemini next' },
    ]);
  });

  it.each(['models/', 'models/../../up', 'tunedModels/mine', '/', ''])(
    'leaves out `%s`, which is no segment of an address',
    async (name) => {
      expect(await listing(page([model(name), model('models/a')])).models).toEqual([{ id: 'a' }]);
    },
  );

  it('is not readable if no model in it has a name', async () => {
    const { models } = listing(page([model('models/'), model(7)]));
    await expect(models).rejects.toMatchObject({ code: 'provider.invalid_response' });
  });

  it('is asked for page by page, with the key in a header only', async () => {
    const { models, sent } = listing(page([model('models/a')], 'a&b=c'), page([model('models/b')]));
    expect(await models).toEqual([{ id: 'a' }, { id: 'b' }]);
    expect(sent.map(({ url }) => url)).toEqual([
      'https://proxy.example/v1beta/models?pageSize=1000',
      'https://proxy.example/v1beta/models?pageSize=1000&pageToken=a%26b%3Dc',
    ]);
    expect(sent[0]?.init.method).toBeUndefined();
    expect(Object.fromEntries(new Headers(sent[1]?.init.headers))).toEqual({
      accept: 'application/json',
      'user-agent': 'tollgate',
      'x-goog-api-key': KEY,
      'x-request-id': 'r-1',
    });
  });

  it.each<[string, () => Response, string]>([
    ['a status', () => Response.json({ error: { code: 401 } }, { status: 401 }), 'provider.auth_failed'],
    [
      'an address that is not there',
      () => Response.json({ error: {} }, { status: 404 }),
      'provider.invalid_response',
    ],
    [
      'an error that came with status 200',
      () => Response.json([{ error: { code: 429 } }]),
      'provider.rate_limited',
    ],
    ['what is no list', () => Response.json({ status: 'ok' }), 'provider.invalid_response'],
    ['what is no object', () => Response.json([]), 'provider.invalid_response'],
    ['what is no JSON', () => new Response('<html>'), 'provider.invalid_response'],
  ])('fails at %s', async (_, answer, code) => {
    await expect(listing(answer).models).rejects.toMatchObject({ name: 'GatewayError', code });
  });

  it('is none where a mock has no method for it', async () => {
    const client = { generateContent: jest.fn(), streamGenerateContent: jest.fn() };
    const provider = new GeminiProvider(gemini, SETTINGS, client, new ManualClock());
    await expect(provider.listModels(attempt)).rejects.toMatchObject({ code: 'provider.invalid_response' });
  });
});
