import { FakeLlmProvider } from '../port/testing/fake-llm-provider.js';
import { alwaysFailingWith, CallStage, callOf, failingWith, failure } from './testing/call-stage.js';
import { LIMITS } from './testing/completions-with.js';

describe('a provider that answers as a wrong address does', () => {
  it.each([true, false])('opens its breaker unless that lasts until it is mended: %s', async (isLasting) => {
    const stage = new CallStage({ ...LIMITS, retry: { ...LIMITS.retry, maxRetries: 0 } });
    const provider = new FakeLlmProvider();
    provider.answer = alwaysFailingWith(failure('provider.invalid_response', { isLasting }));
    for (let count = 0; count < 20; count += 1)
      await stage.complete(callOf([provider])).catch(() => undefined);
    const askedBefore = provider.requests.length;
    provider.answer = failingWith();
    await stage.complete(callOf([provider])).catch(() => undefined);
    expect(provider.requests.length - askedBefore).toBe(isLasting ? 1 : 0);
  });
});
