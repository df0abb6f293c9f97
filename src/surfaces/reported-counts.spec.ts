import type { CompletionUsage } from '../port/canonical.js';
import { USAGE } from '../port/testing/fake-llm-provider.js';
import { fromCompletionUsage } from './reported-counts.js';

describe('fromCompletionUsage', () => {
  const NONE = {
    prompt_tokens: null,
    completion_tokens: null,
    total_tokens: null,
    cached_tokens: null,
    reasoning_tokens: null,
  };

  it.each<[string, unknown, object]>([
    ['nothing reported', null, {}],
    ['an empty report', {}, {}],
    ['the three counts', USAGE, USAGE],
    ['a true zero', { ...USAGE, completion_tokens: 0 }, { ...USAGE, completion_tokens: 0 }],
    [
      'details',
      {
        ...USAGE,
        prompt_tokens_details: { cached_tokens: 4 },
        completion_tokens_details: { reasoning_tokens: 0 },
      },
      { ...USAGE, cached_tokens: 4, reasoning_tokens: 0 },
    ],
    [
      'details that are null',
      { ...USAGE, prompt_tokens_details: null, completion_tokens_details: null },
      USAGE,
    ],
    [
      'counts that are no numbers',
      { prompt_tokens: '10', completion_tokens: NaN, total_tokens: Infinity },
      {},
    ],
    [
      'parts that are larger than the whole',
      { ...USAGE, completion_tokens_details: { reasoning_tokens: 21 } },
      { ...USAGE, reasoning_tokens: 21 },
    ],
    [
      'parts that are the whole',
      {
        ...USAGE,
        prompt_tokens_details: { cached_tokens: 10 },
        completion_tokens_details: { reasoning_tokens: 20 },
      },
      { ...USAGE, cached_tokens: 10, reasoning_tokens: 20 },
    ],
    ['a part without the whole', { prompt_tokens_details: { cached_tokens: 4 } }, { cached_tokens: 4 }],
    [
      'counts that no model reaches',
      { prompt_tokens: 1_000_000_001, completion_tokens: 1_000_000_000, total_tokens: 2 ** 53 - 1 },
      { completion_tokens: 1_000_000_000 },
    ],
  ])('tells of %s only what was reported', (_, usage, expected) => {
    expect(fromCompletionUsage(usage as CompletionUsage | null)).toEqual({ ...NONE, ...expected });
  });
});
