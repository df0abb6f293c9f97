import { ConfigModule } from '@nestjs/config';
import { Test, type TestingModule } from '@nestjs/testing';
import { CLOCK } from '../../../common/clock.js';
import { upstreamFetchOf } from '../../../common/http/testing/response-fetch.js';
import { ManualClock } from '../../../common/testing/manual-clock.js';
import { LlmProvidersModule } from '../../../llm-providers/llm-providers.module.js';
import { UPSTREAM_TRANSPORT } from '../../../llm-providers/provider-wiring.js';
import { GeminiAgentService } from './gemini-agent.service.js';
import { KEY, fixtureAnswer } from '../../../llm-providers/gemini/testing/replay.js';

const PROMPT = { prompt: 'Say hello.' };

describe('GeminiAgentService', () => {
  const fetch = jest.fn<Promise<Response>, [string, RequestInit?]>();
  let module: TestingModule | null = null;

  beforeEach(() => {
    fetch.mockReset();
    fetch.mockImplementation(() => Promise.resolve(Response.json(fixtureAnswer('plain').whole)));
  });

  afterEach(async () => {
    await module?.close();
    module = null;
  });

  /** As the catalogue wires it, with nothing but these variables, over a transport that is not the network. */
  async function agentWith(variables: Readonly<Record<string, unknown>>): Promise<GeminiAgentService> {
    module = await Test.createTestingModule({
      imports: [
        ConfigModule.forRoot({
          isGlobal: true,
          ignoreEnvFile: true,
          skipProcessEnv: true,
          load: [() => ({ UPSTREAM_MAX_RETRIES: 0, ...variables })],
        }),
        LlmProvidersModule.forRoot({}),
      ],
    })
      .overrideProvider(CLOCK)
      .useValue(new ManualClock(Date.parse('2026-11-23')))
      .overrideProvider(UPSTREAM_TRANSPORT)
      .useValue({ fetchWithin: () => upstreamFetchOf(fetch), close: () => Promise.resolve() })
      .compile();
    return module.get(GeminiAgentService);
  }

  it('names its variable when the key is missing, and does not call the provider', async () => {
    expect(await (await agentWith({})).processPrompt(PROMPT)).toMatchObject({
      status: 'error',
      message: 'GEMINI_API_KEY missing in environment.',
      error: { code: 'provider.key_missing' },
    });
    expect(fetch).not.toHaveBeenCalled();
  });

  it('asks its default model in Gemini’s words, and answers in ours', async () => {
    const envelope = await (await agentWith({ GEMINI_API_KEY: KEY })).processPrompt(PROMPT);
    expect(envelope).toMatchObject({
      status: 'success',
      message: 'Hello! Grüß Gott, 世界 👋',
      model: 'gemini-3.5-flash-lite',
      provider: 'gemini',
      provider_model: 'gemini-3.5-flash-lite',
      finish_reason: 'stop',
      warnings: [],
      usage: { prompt_tokens: 7, completion_tokens: 12, total_tokens: 19 },
    });
    expect(JSON.parse(fetch.mock.calls[0]?.[1]?.body as string)).toEqual({
      contents: [{ role: 'user', parts: [{ text: 'Say hello.' }] }],
      generationConfig: { maxOutputTokens: 8192 },
    });
  });

  it('goes where the operator says', async () => {
    const variables = { GEMINI_API_KEY: KEY, GEMINI_BASE_URL: 'http://127.0.0.1:9/v1beta' };
    await (await agentWith({ ...variables, GEMINI_DEFAULT_MODEL: 'gemini-3.8-flash' })).processPrompt(PROMPT);
    expect(fetch.mock.calls[0]?.[0]).toBe(
      'http://127.0.0.1:9/v1beta/models/gemini-3.8-flash:generateContent',
    );
  });

  it('tells a spent allowance and a blocked prompt as what they are', async () => {
    const agent = await agentWith({ GEMINI_API_KEY: KEY });
    fetch.mockResolvedValueOnce(Response.json(fixtureAnswer('length-stop').whole));
    expect(await agent.processPrompt({ ...PROMPT, max_tokens: 97 })).toMatchObject({
      message: '',
      finish_reason: 'length',
      warnings: [{ parameter: 'max_tokens', action: 'exhausted' }],
    });
    fetch.mockResolvedValueOnce(Response.json(fixtureAnswer('prompt-block').whole));
    expect(await agent.processPrompt(PROMPT)).toMatchObject({
      status: 'success',
      message: 'Gemini blocked the prompt (PROHIBITED_CONTENT).',
      finish_reason: 'content_filter',
    });
  });
});
