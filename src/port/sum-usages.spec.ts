import * as fc from 'fast-check';
import type { CompletionUsage } from './canonical.js';
import { sumUsages } from './sum-usages.js';

const usage = (prompt: number, completion: number, more: object = {}) =>
  ({
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    ...more,
  }) as CompletionUsage;

describe('sumUsages', () => {
  it('adds the counts of several attempts, those of the details among them', () => {
    const first = usage(10, 20, { prompt_tokens_details: { cached_tokens: 4 } });
    const second = usage(10, 5, {
      prompt_tokens_details: { cached_tokens: 6, cache_write_tokens: 1 },
      completion_tokens_details: { reasoning_tokens: 3 },
    });
    expect(sumUsages([first, null, second])).toEqual({
      prompt_tokens: 20,
      completion_tokens: 25,
      total_tokens: 45,
      prompt_tokens_details: { cached_tokens: 10, cache_write_tokens: 1 },
      completion_tokens_details: { reasoning_tokens: 3 },
    });
  });

  it('gives back the usage of a single attempt with all that the provider wrote', () => {
    const only = usage(1, 2, { cost: 0.1, is_byok: false });
    expect(sumUsages([null, only])).toBe(only);
  });

  it('leaves out of a sum what is about one attempt, or is no count', () => {
    const odd = usage(1, 2, { cost: 0.1, prompt_tokens_details: null, reasoning_tokens: -1 });
    expect(sumUsages([odd, odd])).toEqual(usage(2, 4));
  });

  it('is null where no attempt has a usage', () => {
    expect(sumUsages([])).toBeNull();
    expect(sumUsages([null, null])).toBeNull();
  });

  it('has sums that hold, in whatever order the attempts stand', () => {
    const count = fc.nat(1_000_000);
    const usages = fc.array(fc.tuple(count, count).map(([prompt, completion]) => usage(prompt, completion)));
    fc.assert(
      fc.property(usages, (parts) => {
        const sum = sumUsages(parts);
        expect(sum?.total_tokens ?? 0).toBe((sum?.prompt_tokens ?? 0) + (sum?.completion_tokens ?? 0));
        expect(sumUsages(parts.toReversed())).toEqual(sum);
      }),
    );
  });
});
