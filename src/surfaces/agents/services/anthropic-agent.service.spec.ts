import { ConfigModule } from '@nestjs/config';
import { Test, type TestingModule } from '@nestjs/testing';
import { CLOCK } from '../../../common/clock.js';
import { ManualClock } from '../../../common/testing/manual-clock.js';
import type { PromptData } from '../llm-agent.js';
import { LlmProvidersModule } from '../../../llm-providers/llm-providers.module.js';
import { UPSTREAM_TRANSPORT } from '../../../llm-providers/provider-wiring.js';
import { AnthropicAgentService } from './anthropic-agent.service.js';
import type { AnthropicClient } from '../../../llm-providers/anthropic/anthropic-client.js';
import { ANTHROPIC_CLIENT } from '../../../llm-providers/anthropic/anthropic-client.token.js';
import { THINKING_DEFAULT_MAX_TOKENS } from '../../../llm-providers/anthropic/anthropic-model-families.js';
import { wholeAnswer } from '../../../llm-providers/anthropic/testing/load-fixture.js';
import { KEY } from '../../../llm-providers/anthropic/testing/replay.js';

const PROMPT = 'Say hello in one sentence.';

describe('AnthropicAgentService', () => {
  const createMessage = jest.fn<Promise<unknown>, Parameters<AnthropicClient['createMessage']>>();
  let module: TestingModule | null = null;

  beforeEach(() => {
    createMessage.mockReset();
    createMessage.mockImplementation(() => wholeAnswer('plain').json());
  });

  afterEach(async () => {
    await module?.close();
    module = null;
  });

  async function process(promptData: PromptData, variables: Readonly<Record<string, unknown>>) {
    const load = [() => ({ UPSTREAM_MAX_RETRIES: 0, ...variables })];
    module = await Test.createTestingModule({
      imports: [
        ConfigModule.forRoot({ isGlobal: true, ignoreEnvFile: true, skipProcessEnv: true, load }),
        LlmProvidersModule.forRoot({}),
      ],
    })
      .overrideProvider(ANTHROPIC_CLIENT)
      .useValue({ createMessage })
      .overrideProvider(CLOCK)
      .useValue(new ManualClock(Date.parse('2026-11-23')))
      .overrideProvider(UPSTREAM_TRANSPORT)
      .useValue({
        fetchWithin: () => () => Promise.reject(new Error('no network')),
        close: () => Promise.resolve(),
      })
      .compile();
    return module.get(AnthropicAgentService).processPrompt(promptData);
  }

  it('names the variable of its key when there is none, and does not call the provider', async () => {
    expect(await process({ prompt: PROMPT }, {})).toMatchObject({
      status: 'error',
      message: 'ANTHROPIC_API_KEY missing in environment.',
      model: 'unknown',
      error: { code: 'provider.key_missing' },
    });
    expect(createMessage).not.toHaveBeenCalled();
  });

  it('asks its default model in Anthropic’s terms, and answers in the gateway’s', async () => {
    const envelope = await process({ prompt: PROMPT, system: 'Be brief.' }, { ANTHROPIC_API_KEY: KEY });
    expect(createMessage.mock.calls[0]?.[0]).toEqual({
      model: 'claude-haiku-5-5',
      max_tokens: THINKING_DEFAULT_MAX_TOKENS,
      system: [{ type: 'text', text: 'Be brief.' }],
      messages: [{ role: 'user', content: [{ type: 'text', text: PROMPT }] }],
    });
    expect(envelope).toMatchObject({
      status: 'success',
      message: 'Hello! Grüß Gott, 世界 👋',
      model: 'claude-haiku-5-5',
      provider: 'anthropic',
      provider_model: 'claude-haiku-5-5',
      finish_reason: 'stop',
      usage: {
        prompt_tokens: 25,
        completion_tokens: 38,
        total_tokens: 63,
        cached_tokens: 0,
        reasoning_tokens: 26,
      },
      warnings: [],
    });
  });

  it('warns of a temperature that its model does not take, and of a model that ends', async () => {
    const variables = { ANTHROPIC_API_KEY: KEY };
    expect(await process({ prompt: PROMPT, temperature: 0.2 }, variables)).toMatchObject({
      warnings: [{ parameter: 'temperature', action: 'dropped' }],
    });
    await module?.close();
    expect(await process({ prompt: PROMPT, model: 'claude-sonnet-4-5' }, variables)).toMatchObject({
      warnings: [{ model: 'claude-sonnet-4-5', action: 'deprecated' }],
    });
  });

  it('refuses a temperature beyond the range of a model that takes one', async () => {
    const data = { prompt: PROMPT, model: 'claude-sonnet-4-6', temperature: 1.5 };
    expect(await process(data, { ANTHROPIC_API_KEY: KEY })).toMatchObject({
      status: 'error',
      error: { code: 'provider.rejected', param: 'temperature' },
    });
    expect(createMessage).not.toHaveBeenCalled();
  });

  it('never throws, and shows nothing of an unexpected error', async () => {
    createMessage.mockRejectedValue(new Error(`failed with ${KEY}`));
    const envelope = await process({ prompt: PROMPT }, { ANTHROPIC_API_KEY: KEY });
    expect(envelope).toMatchObject({ status: 'error', error: { code: 'gateway.internal' } });
    expect(JSON.stringify(envelope)).not.toContain('canary');
  });
});
