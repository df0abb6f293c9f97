import { GatewayError } from '../../common/errors.js';
import { ManualClock } from '../../common/testing/manual-clock.js';
import type { CallReport } from '../../completions/completion-outcome.js';
import { completionsWith } from '../../completions/testing/completions-with.js';
import { LlmAgent, type PromptData, type StreamedAnswer, type WholeAnswer } from './llm-agent.js';
import { ProviderDestination } from '../../routing/provider-destination.js';
import { ACME, ACME_SETTINGS, FakeLlmProvider } from '../../port/testing/fake-llm-provider.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const down = new GatewayError('provider.rate_limited', 'Acme API error: slow down.', { retryAfterMs: 2_500 });

describe('LlmAgent', () => {
  let provider: FakeLlmProvider;
  let agent: LlmAgent;

  const use = (changed: FakeLlmProvider) => {
    provider = changed;
    agent = new LlmAgent(new ProviderDestination(provider), completionsWith(new ManualClock()));
  };
  beforeEach(() => use(new FakeLlmProvider()));

  const context = () => ({ requestId: 'r-1', signal: new AbortController().signal });
  const handle = (body: unknown, prefersStream = false) => agent.handle(body, context(), { prefersStream });

  /** The names of a stream's events. */
  async function readAll(answer: WholeAnswer | StreamedAnswer): Promise<string[]> {
    const names: string[] = [];
    if (answer.kind === 'stream') for await (const { event } of answer.events) names.push(event);
    return names;
  }

  describe('processPrompt', () => {
    it('answers with the envelope, under a request id of its own', async () => {
      const envelope = await agent.processPrompt({ prompt: 'Hello' });
      expect(envelope).toMatchObject({
        status: 'success',
        message: 'Hello!',
        model: 'small',
        provider_model: 'acme-1',
      });
      expect(envelope.request_id).toMatch(UUID);
    });

    it('takes request id and listener of the end from its caller', async () => {
      const reports: CallReport[] = [];
      const onEnded = (report: CallReport) => reports.push(report);
      const envelope = await agent.processPrompt({ prompt: 'Hello' }, { requestId: 'r-9', onEnded });
      expect(envelope.request_id).toBe('r-9');
      expect(reports).toMatchObject([{ requestId: 'r-9', outcome: 'finished' }]);
    });

    it('answers in one piece although the prompt says stream', async () => {
      expect(await agent.processPrompt({ prompt: 'Hello', stream: true })).toMatchObject({
        message: 'Hello!',
      });
    });

    it.each<[string, unknown]>([
      ['nothing', undefined],
      ['null', null],
      ['a text', 'Hello'],
      ['an empty object', {}],
      [
        'an object with a getter that throws',
        Object.defineProperty({}, 'prompt', {
          enumerable: true,
          get: () => {
            throw new Error('sk-secret');
          },
        }),
      ],
    ])('never throws: given %s it answers with an error', async (_, promptData) => {
      const envelope = await agent.processPrompt(promptData as PromptData);
      expect(envelope).toMatchObject({ status: 'error', model: 'unknown' });
      expect(envelope.message).not.toContain('sk-secret');
      expect(provider.requests).toEqual([]);
    });
  });

  describe('handle', () => {
    it.each<[boolean | null | undefined, boolean, string]>([
      [undefined, false, 'answer'],
      [undefined, true, 'stream'],
      [null, true, 'stream'],
      [true, false, 'stream'],
      [false, true, 'answer'],
    ])('with stream: %s in the body and %s in the headers gives: %s', async (stream, prefersStream, kind) => {
      const answer = await handle({ prompt: 'Hello', stream }, prefersStream);
      expect(answer.kind).toBe(kind);
      await readAll(answer);
    });

    it('streams deltas and one done', async () => {
      const answer = await handle({ prompt: 'Hello' }, true);
      expect(await readAll(answer)).toEqual(['delta', 'delta', 'done']);
    });

    it.each([false, true])(
      'answers a failure before the first part with an envelope (stream: %s)',
      async (stream) => {
        provider.answer = () => Promise.reject(down);
        provider.parts = () => {
          throw down;
        };
        const answer = (await handle({ prompt: 'Hello', stream })) as WholeAnswer;
        expect(answer).toMatchObject({
          kind: 'answer',
          error: down,
          headers: { 'retry-after': '3' },
          envelope: {
            status: 'error',
            model: 'small',
            error: { code: 'provider.rate_limited' },
            request_id: 'r-1',
          },
        });
      },
    );

    it.each([false, true])(
      'names the model that was asked for when it is refused (stream: %s)',
      async (stream) => {
        use(new FakeLlmProvider({ ...ACME, modelAliases: { small: 'think-1' } }));
        const body = { prompt: 'Hello', stream, strict: true, temperature: 0.5 };
        expect(await handle(body)).toMatchObject({
          envelope: { model: 'small', error: { code: 'request.invalid', param: 'temperature' } },
        });
        expect(provider.requests).toEqual([]);
      },
    );

    it.each([false, true])(
      'names no model where no key is, and does not call the provider (stream: %s)',
      async (stream) => {
        use(new FakeLlmProvider(ACME, { ...ACME_SETTINGS, apiKeys: [] }));
        expect(await handle({ prompt: 'Hello', model: 'acme-1', stream })).toMatchObject({
          envelope: {
            status: 'error',
            message: 'ACME_API_KEY missing in environment.',
            model: 'unknown',
            error: { code: 'provider.key_missing' },
          },
        });
        expect(provider.requests).toEqual([]);
      },
    );

    it.each([false, true])('sends a model’s end along in the headers (stream: %s)', async (stream) => {
      const answer = await handle({ prompt: 'Hello', model: 'acme-0', stream });
      expect(answer.headers).toEqual({
        'x-gateway-provider': 'acme',
        'x-gateway-attempts': '1',
        deprecation: '@1795392000',
        sunset: 'Thu, 14 Jan 2027 00:00:00 GMT',
      });
      await readAll(answer);
    });

    it('gives up a stream that its caller is not going to read', async () => {
      const reports: CallReport[] = [];
      const onEnded = (report: CallReport) => reports.push(report);
      const options = { prefersStream: true };
      const answer = await agent.handle({ prompt: 'Hello' }, { ...context(), onEnded }, options);
      if (answer.kind === 'stream') await answer.leave();
      expect(reports).toMatchObject([{ outcome: 'cancelled' }]);
    });

    it('labels a simulator’s failures as well as its answers', async () => {
      use(new FakeLlmProvider({ ...ACME, isSimulated: true }));
      const label = { 'x-gateway-simulated': 'true' };
      expect(await handle({ prompt: 'Hello' })).toMatchObject({
        headers: label,
        envelope: { cost_usd: '0' },
      });
      expect(await handle({ prompt: '' })).toMatchObject({ headers: label, envelope: { status: 'error' } });
    });
  });
});
