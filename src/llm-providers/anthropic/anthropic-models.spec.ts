import { upstreamFetchOf } from '../../common/http/testing/response-fetch.js';
import { ManualClock } from '../../common/testing/manual-clock.js';
import { createAnthropicClient } from './anthropic-client.js';
import { anthropic } from './anthropic.definition.js';
import { AnthropicProvider } from './anthropic.provider.js';

const KEY = 'sk-ant-canary-0123456789';
const API_KEY = { variable: 'ANTHROPIC_API_KEY', value: KEY };
const SETTINGS = {
  apiKeys: [API_KEY],
  baseUrl: 'https://proxy.example/',
  defaultModel: anthropic.defaultModel,
  modelAliases: new Map<string, string>(),
};
const attempt = { signal: new AbortController().signal, requestId: 'r-1', apiKey: API_KEY };

function listing(...answers: readonly (() => Response)[]) {
  const sent: { url: string; init: RequestInit }[] = [];
  const clock = new ManualClock();
  const client = createAnthropicClient(
    SETTINGS,
    upstreamFetchOf(async (url, init = {}) => {
      sent.push({ url, init });
      return answers[sent.length - 1]!();
    }),
    clock,
  );
  return { models: new AnthropicProvider(anthropic, SETTINGS, client, clock).listModels(attempt), sent };
}

const page =
  (data: readonly object[], rest: object = {}) =>
  () =>
    Response.json({ data, has_more: false, first_id: null, last_id: null, ...rest });

describe('the list of models of Anthropic', () => {
  it('holds names and limits', async () => {
    const { models } = listing(
      page([
        { type: 'model', id: 'claude-opus-5-5', max_input_tokens: 1_000_000, max_tokens: 128_000 },
        { type: 'model', id: 'claude-haiku-5-5', max_input_tokens: null, max_tokens: null },
        { type: 'model', id: KEY },
        { type: 'model' },
      ]),
    );
    expect(await models).toEqual([
      { id: 'claude-opus-5-5', contextWindow: 1_000_000, maxOutputTokens: 128_000 },
      { id: 'claude-haiku-5-5' },
    ]);
  });

  it('tells what they can do, and when they came to be', async () => {
    const yes = { supported: true };
    const capabilities = {
      image_input: yes,
      thinking: { ...yes, types: {} },
      structured_outputs: { supported: false },
    };
    const { models } = listing(
      page([
        { id: 'a', capabilities, created_at: '2026-10-07T00:00:00Z' },
        { id: 'b', capabilities: null, created_at: '1970-01-01T00:00:00Z' },
      ]),
    );
    expect(await models).toEqual([
      {
        id: 'a',
        createdS: Date.parse('2026-10-07') / 1000,
        capabilities: { vision: true, reasoning: true, structuredOutput: false },
      },
      { id: 'b' },
    ]);
  });

  it('is asked for page by page, with the key in a header only', async () => {
    const { models, sent } = listing(
      page([{ id: 'a' }], { has_more: true, last_id: 'a' }),
      page([{ id: 'b' }], { last_id: 'b' }),
    );
    expect(await models).toEqual([{ id: 'a' }, { id: 'b' }]);
    expect(sent.map(({ url }) => url)).toEqual([
      'https://proxy.example/v1/models?limit=1000',
      'https://proxy.example/v1/models?limit=1000&after_id=a',
    ]);
    expect(Object.fromEntries(new Headers(sent[1]?.init.headers))).toEqual({
      accept: 'application/json',
      'anthropic-version': '2023-06-01',
      'user-agent': 'tollgate',
      'x-api-key': KEY,
      'x-request-id': 'r-1',
    });
  });

  it.each<[string, () => Response, string]>([
    ['a status', () => Response.json({ error: {} }, { status: 401 }), 'provider.auth_failed'],
    [
      'an address that is not there',
      () => Response.json({ error: {} }, { status: 404 }),
      'provider.invalid_response',
    ],
    [
      'an error that came with status 200',
      () => Response.json({ type: 'error', error: { type: 'overloaded_error' } }),
      'provider.unavailable',
    ],
    ['what is no list', () => Response.json({ data: {} }), 'provider.invalid_response'],
    ['what is no object', () => Response.json(null), 'provider.invalid_response'],
    ['what is no JSON', () => new Response('<html>'), 'provider.invalid_response'],
  ])('fails at %s', async (_, answer, code) => {
    await expect(listing(answer).models).rejects.toMatchObject({ name: 'GatewayError', code });
  });

  it('is none where a mock has no method for it', async () => {
    const client = { createMessage: jest.fn(), streamMessage: jest.fn() };
    const provider = new AnthropicProvider(anthropic, SETTINGS, client, new ManualClock());
    await expect(provider.listModels(attempt)).rejects.toMatchObject({ code: 'provider.invalid_response' });
  });
});
