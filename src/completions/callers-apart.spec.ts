import { completionOf, FakeLlmProvider } from '../port/testing/fake-llm-provider.js';
import type { CompletionCall } from './completion-call.js';
import { CallStage, callOf, failure } from './testing/call-stage.js';
import { LIMITS } from './testing/completions-with.js';

const MINIMUM_CALLS = LIMITS.breaker?.minimumCalls ?? 0;

describe('a model that fails for the prompts of one caller', () => {
  let stage: CallStage;
  let acme: FakeLlmProvider;
  beforeEach(() => {
    stage = new CallStage({});
    acme = new FakeLlmProvider();
  });

  const saying = (content: string): CompletionCall =>
    callOf([acme], { messages: [{ role: 'user', content }] });
  /** What a prompt of that word is answered with; others are answered well. */
  const failFor = (word: string, code: 'provider.unavailable' | 'provider.invalid_response') => {
    acme.answer = async () => {
      if (acme.requests.at(-1)?.messages[0]?.content === word) throw failure(code);
      return completionOf('Hello!');
    };
  };
  const ask = async (callerId: string | null, content: string): Promise<string> => {
    try {
      await stage.service.complete(saying(content), { ...stage.context(), callerId });
      return 'answered';
    } catch (error) {
      return (error as Error).message;
    }
  };
  const askOften = async (callerId: string | null, content: string, times: number) => {
    for (let count = 0; count < times; count += 1) await ask(callerId, content);
  };

  it('is asked for other callers, be its failures a hundred to one', async () => {
    failFor('bad', 'provider.unavailable');
    for (let others = 0; others < 5; others += 1) {
      await askOften('first', 'bad', 100);
      expect(await ask('second', 'good')).toBe('answered');
    }
  });

  it('is not asked for that caller for a moment', async () => {
    failFor('bad', 'provider.unavailable');
    await askOften('first', 'bad', MINIMUM_CALLS);
    expect(await ask('first', 'good')).toMatch(/failed too often lately/);
    expect(acme.requests).toHaveLength(MINIMUM_CALLS);
  });

  it('is not asked by callers without a key, who are one, where all of their requests fail', async () => {
    failFor('bad', 'provider.unavailable');
    await askOften(null, 'bad', MINIMUM_CALLS);
    expect(await ask(null, 'good')).toMatch(/failed too often lately/);
  });

  it('is asked by callers without a key while one gets an answer, where answers cannot be read', async () => {
    failFor('bad', 'provider.invalid_response');
    await ask(null, 'good');
    await askOften(null, 'bad', 10 * MINIMUM_CALLS);
    expect(await ask(null, 'good')).toBe('answered');
  });

  it('is not asked for a moment where no answer at all can be read', async () => {
    failFor('bad', 'provider.invalid_response');
    await askOften(null, 'bad', MINIMUM_CALLS);
    expect(await ask(null, 'good')).toMatch(/failed too often lately/);
  });
});
