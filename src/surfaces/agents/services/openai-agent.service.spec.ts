import { ConfigModule } from '@nestjs/config';
import { Test, type TestingModule } from '@nestjs/testing';
import { APIConnectionError, APIError, APIUserAbortError } from 'openai';
import { CLOCK } from '../../../common/clock.js';
import { ManualClock } from '../../../common/testing/manual-clock.js';
import type { PromptData } from '../llm-agent.js';
import { LlmProvidersModule } from '../../../llm-providers/llm-providers.module.js';
import { USAGE } from '../../../port/testing/fake-llm-provider.js';
import { OpenAIAgentService } from './openai-agent.service.js';
import { OPENAI_CLIENT } from '../../../llm-providers/openai/openai-client.token.js';

const KEY = 'sk-canary-0123456789';
const PROMPT = 'Say hello in one sentence.';

/** As the SDK gives it back. */
const answerOf = (model: string, content: string | null = 'Hello!', rest: object = {}) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1,
  model,
  choices: [
    { index: 0, message: { role: 'assistant', content, refusal: null, ...rest }, finish_reason: 'stop' },
  ],
  usage: USAGE,
});

describe('OpenAIAgentService', () => {
  const create = jest.fn<Promise<unknown>, [Readonly<Record<string, unknown>>, unknown]>();
  let module: TestingModule | null = null;

  beforeEach(() => {
    create.mockReset();
    create.mockImplementation((request) => Promise.resolve(answerOf(String(request['model']))));
  });

  afterEach(async () => {
    await module?.close();
    module = null;
  });

  /** The module as a host uses it, with nothing but these variables, and the client swapped in by its token. */
  async function agentWith(variables: Readonly<Record<string, unknown>>): Promise<OpenAIAgentService> {
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
      .overrideProvider(OPENAI_CLIENT)
      .useValue({ chat: { completions: { create } } })
      .overrideProvider(CLOCK)
      .useValue(new ManualClock(Date.parse('2026-11-23'))) // gpt-4o is still alive
      .compile();
    return module.get(OpenAIAgentService);
  }

  const process = async (promptData: PromptData, variables: Readonly<Record<string, unknown>> = {}) =>
    (await agentWith({ OPENAI_API_KEY: KEY, ...variables })).processPrompt(promptData);
  const asked = () => create.mock.calls.map(([request]) => request);

  describe('missing key', () => {
    it.each<[string, Readonly<Record<string, unknown>>]>([
      ['no key is set', {}],
      ['the key is empty', { OPENAI_API_KEY: '' }],
      ['the key is made of blanks', { OPENAI_API_KEY: ' \t ' }],
    ])('is what it answers, without a call to the provider, when %s', async (_, variables) => {
      const agent = await agentWith(variables);
      const envelope = await agent.processPrompt({ prompt: PROMPT, model: 'gpt-4o' });
      expect(envelope).toEqual({
        status: 'error',
        message: 'OPENAI_API_KEY missing in environment.',
        model: 'unknown',
        error: { code: 'provider.key_missing', type: 'provider', retryable: false },
        request_id: expect.any(String) as string,
      });
      expect(create).not.toHaveBeenCalled();
    });
  });

  describe('gpt-o3-mini', () => {
    const SENT = {
      model: 'gpt-6-luna',
      messages: [{ role: 'user', content: PROMPT }],
      max_completion_tokens: 8192,
    };

    it.each<[string, PromptData]>([
      ['named', { prompt: PROMPT, model: 'gpt-o3-mini' }],
      ['the default', { prompt: PROMPT }],
    ])(
      '%s asks a living reasoning model in its own terms, and stays gpt-o3-mini in the answer',
      async (_, data) => {
        const envelope = await process(data);
        expect(asked()).toEqual([SENT]);
        expect(envelope).toMatchObject({
          status: 'success',
          model: 'gpt-o3-mini',
          provider_model: 'gpt-6-luna',
          warnings: [],
        });
      },
    );

    it('tells the caller what it changed of what the caller set', async () => {
      const envelope = await process({ prompt: PROMPT, max_tokens: 50, temperature: 0.2 });
      expect(asked()).toEqual([{ ...SENT, max_completion_tokens: 50 }]);
      expect(envelope).toMatchObject({
        warnings: [
          { parameter: 'max_tokens', action: 'renamed' },
          { parameter: 'temperature', action: 'dropped' },
        ],
      });
    });

    it('refuses instead when the caller is strict, and does not call the provider', async () => {
      const envelope = await process({ prompt: PROMPT, temperature: 0.2, strict: true });
      expect(envelope).toMatchObject({
        status: 'error',
        model: 'gpt-o3-mini',
        error: { code: 'request.invalid', param: 'temperature' },
      });
      expect(create).not.toHaveBeenCalled();
    });

    it('can be pointed elsewhere', async () => {
      await process({ prompt: PROMPT }, { OPENAI_MODEL_ALIASES: 'gpt-o3-mini=gpt-6-sol' });
      expect(asked()).toMatchObject([{ model: 'gpt-6-sol' }]);
    });

    it('need not be the default', async () => {
      const envelope = await process({ prompt: PROMPT }, { OPENAI_DEFAULT_MODEL: 'gpt-6.1-terra' });
      expect(asked()).toMatchObject([{ model: 'gpt-6.1-terra' }]);
      expect(envelope.model).toBe('gpt-6.1-terra');
    });
  });

  describe('gpt-4o', () => {
    it('is sent max_tokens and temperature untouched, and nothing besides', async () => {
      const envelope = await process({ prompt: PROMPT, model: 'gpt-4o', max_tokens: 5, temperature: 0 });
      const messages = [{ role: 'user', content: PROMPT }];
      expect(asked()).toEqual([{ model: 'gpt-4o', messages, max_tokens: 5, temperature: 0 }]);
      expect(envelope.model).toBe('gpt-4o');
    });

    it('is sent the defaults 100 and 0.7', async () => {
      await process({ prompt: PROMPT, model: 'gpt-4o', max_tokens: null });
      expect(asked()).toMatchObject([{ max_tokens: 100, temperature: 0.7 }]);
    });

    it('is sent the system instruction first', async () => {
      await process({ prompt: PROMPT, model: 'gpt-4o', system: 'Be brief.' });
      expect(asked()[0]?.['messages']).toEqual([
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: PROMPT },
      ]);
    });
  });

  describe('success structure', () => {
    it('has exactly these fields in this order', async () => {
      const envelope = await process({ prompt: PROMPT });
      expect(Object.keys(envelope)).toEqual([
        'status',
        'message',
        'model',
        'usage',
        'provider',
        'provider_model',
        'finish_reason',
        'warnings',
        'cost_usd',
        'cost_source',
        'attempts',
        'request_id',
      ]);
      expect(envelope).toMatchObject({
        status: 'success',
        message: 'Hello!',
        provider: 'openai',
        finish_reason: 'stop',
      });
    });

    it('gives a refusal’s words as its message', async () => {
      create.mockResolvedValue(answerOf('gpt-6-luna', null, { refusal: 'I cannot help with that.' }));
      expect(await process({ prompt: PROMPT })).toMatchObject({
        status: 'success',
        message: 'I cannot help with that.',
      });
    });
  });

  describe('usage numbers', () => {
    it.each<[string, object | undefined, Readonly<Record<string, number | null>>]>([
      [
        'all reported',
        {
          ...USAGE,
          prompt_tokens_details: { cached_tokens: 4 },
          completion_tokens_details: { reasoning_tokens: 7 },
        },
        { ...USAGE, cached_tokens: 4, reasoning_tokens: 7 },
      ],
      ['no details', USAGE, { ...USAGE, cached_tokens: null, reasoning_tokens: null }],
      [
        'true zeros',
        { ...USAGE, completion_tokens: 0, prompt_tokens_details: { cached_tokens: 0 } },
        { ...USAGE, completion_tokens: 0, cached_tokens: 0, reasoning_tokens: null },
      ],
      [
        'none reported',
        undefined,
        {
          prompt_tokens: null,
          completion_tokens: null,
          total_tokens: null,
          cached_tokens: null,
          reasoning_tokens: null,
        },
      ],
    ])('are the provider’s, and null where it reported none: %s', async (_, usage, expected) => {
      create.mockResolvedValue({ ...answerOf('gpt-6-luna'), usage });
      expect(await process({ prompt: PROMPT })).toMatchObject({ usage: expected });
    });
  });

  describe('processPrompt never throws', () => {
    const refused = (status: number) =>
      APIError.generate(status, { error: { message: `No: ${KEY}` } }, undefined, new Headers());

    it.each([400, 401, 402, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503, 504, 529, 302])(
      'and answers status %i of OpenAI with an error that begins with its name and holds no key',
      async (status) => {
        create.mockRejectedValue(refused(status));
        const envelope = await process({ prompt: PROMPT, model: 'gpt-4o' });
        expect(envelope).toMatchObject({ status: 'error', model: 'gpt-4o' });
        expect(envelope.message).toMatch(/^OpenAI API error: .+\.$/);
        expect(JSON.stringify(envelope)).not.toContain('canary');
      },
    );

    it.each<[string, unknown, string]>([
      ['a connection that fails', new APIConnectionError({ cause: new Error(KEY) }), 'provider.unreachable'],
      ['an abort', new APIUserAbortError(), 'client.gone'],
      [
        'an error in the answer',
        new APIError(undefined, { message: 'Overloaded.' }, undefined, undefined),
        'provider.unavailable',
      ],
    ])('and answers %s with a typed error', async (_, thrown, code) => {
      create.mockRejectedValue(thrown);
      const envelope = await process({ prompt: PROMPT });
      expect(envelope).toMatchObject({ status: 'error', model: 'gpt-o3-mini', error: { code } });
      expect(JSON.stringify(envelope)).not.toContain('canary');
    });

    it.each<[string, unknown]>([
      ['an error', new Error(`failed with ${KEY} for "${PROMPT}"`)],
      ['a text', KEY],
      ['null', null],
      ['undefined', undefined],
    ])('and answers %s that was thrown with "Unexpected error: "', async (_, thrown) => {
      create.mockRejectedValue(thrown);
      const envelope = await process({ prompt: PROMPT });
      expect(envelope).toMatchObject({ status: 'error', error: { code: 'gateway.internal' } });
      expect(envelope.message).toMatch(/^Unexpected error: /);
      expect(JSON.stringify(envelope)).not.toMatch(/canary|Say hello/);
    });

    it('and answers a client that throws at once, too', async () => {
      create.mockImplementation(() => {
        throw new TypeError(KEY);
      });
      expect((await process({ prompt: PROMPT })).message).toMatch(/^Unexpected error: /);
    });

    it.each<[string, unknown]>([
      ['null', null],
      ['undefined', undefined],
      ['a text', 'Hello!'],
      ['a number', 7],
      ['an array', []],
      ['an empty object', {}],
      ['no choices', { choices: [] }],
      ['a choice without a message', { choices: [{}] }],
      ['an error of HTTP 200', { error: { message: 'No.' }, choices: [] }],
    ])('and answers garbage with an error of OpenAI’s: %s', async (_, garbage) => {
      create.mockResolvedValue(garbage);
      const envelope = await process({ prompt: PROMPT });
      expect(envelope).toMatchObject({ status: 'error', model: 'gpt-o3-mini' });
      expect(envelope.message).toMatch(/^OpenAI API error: .+\.$/);
    });

    it.each<[string, unknown, string]>([
      ['no prompt', {}, 'prompt must be'],
      ['nothing', undefined, 'the body must be a JSON object'],
      ['a field that is not there', { prompt: PROMPT, api_key: 'x' }, 'unknown field "api_key"'],
    ])('and answers a caller’s mistake with request.invalid: %s', async (_, promptData, words) => {
      const envelope = await process(promptData as PromptData);
      expect(envelope).toMatchObject({
        status: 'error',
        model: 'unknown',
        error: { code: 'request.invalid' },
      });
      expect(envelope.message).toContain(words);
      expect(create).not.toHaveBeenCalled();
    });
  });

  describe('in a host application', () => {
    it.each<[string, Readonly<Record<string, unknown>>]>([
      [
        'numbers and booleans, as a validation schema leaves them',
        { PORT: 3000, UPSTREAM_TOTAL_TIMEOUT_MS: 60_000, ALLOW_UNAUTHENTICATED: true },
      ],
      [
        'variables of the host that are named like the gateway’s',
        { PORT: '/run/host.sock', HOST: '*', LOG_LEVEL: 'verbose', LOG_FORMAT: 'combined' },
      ],
    ])('starts although its ConfigService holds %s', async (_, variables) => {
      expect(await process({ prompt: PROMPT }, variables)).toMatchObject({ status: 'success' });
    });

    it('refuses to start with a wrong value of its own, naming the variable', async () => {
      const start = agentWith({ OPENAI_API_KEY: 'two words' });
      await expect(start).rejects.toThrow(
        /^OPENAI_API_KEY: accepted is .+; given was \(hidden, 9 characters\)$/,
      );
    });
  });
});
