import { costOfUsage } from '../../pricing/cost-of-usage.js';
import { fromOpenAiUsage, toldUsage, usageIn } from './openai-usage.js';

const SUMS = { prompt_tokens: 100, completion_tokens: 7, total_tokens: 107 };
const counts = (wire: unknown) => {
  const usage = fromOpenAiUsage(wire);
  return [
    usage?.prompt_tokens,
    usage?.completion_tokens,
    usage?.total_tokens,
    usage?.prompt_tokens_details?.cached_tokens,
    usage?.completion_tokens_details?.reasoning_tokens,
  ];
};
const reasoning = (reasoning_tokens: unknown) => ({ completion_tokens_details: { reasoning_tokens } });
const of = (prompt: unknown, completion: unknown, total?: unknown, more: object = {}) => ({
  prompt_tokens: prompt,
  completion_tokens: completion,
  ...(total !== undefined && { total_tokens: total }),
  ...more,
});

describe('fromOpenAiUsage', () => {
  it.each<[string, object, unknown[]]>([
    ['reasoning beside the answer', of(10, 200, 310, reasoning(100)), [10, 300, 310, undefined, 100]],
    ['reasoning inside the answer', of(10, 300, 310, reasoning(100)), [10, 300, 310, undefined, 100]],
    ['reasoning at the top', of(10, 200, 310, { reasoning_tokens: 100 }), [10, 300, 310, undefined, 100]],
    ['more reasoning than answer', of(10, 2, undefined, reasoning(317)), [10, 319, 329, undefined, 317]],
    ['a total that no arithmetic gives', of(10, 200, 999, reasoning(100)), [10, 200, 999, undefined, 100]],
    ['no total', of(10, 20), [10, 20, 30, undefined, undefined]],
    ['no completion', { prompt_tokens: 10, total_tokens: 30 }, [10, 20, 30, undefined, undefined]],
    ['digits and fractions of nothing', of('12', 3.0, '15'), [12, 3, 15, undefined, undefined]],
    ['counts that are none', of(-1, 1e12, 'many'), [undefined, undefined, undefined, undefined, undefined]],
    ['a null completion', of(10, null, null), [10, undefined, undefined, undefined, undefined]],
  ])('settles %s', (_, wire, expected) => expect(counts(wire)).toEqual(expected));

  it.each<[unknown, object]>([
    ['0', { prompt_tokens_details: { audio_tokens: 0 } }],
    [-1, {}],
    [0.5, {}],
    [[0], {}],
    [true, {}],
  ])('reads a part that is told as %j, or leaves it out', (told, expected) => {
    const usage = fromOpenAiUsage(of(10, 20, 30, { prompt_tokens_details: { audio_tokens: told } }));
    expect(usage).toEqual({ ...of(10, 20, 30), ...expected });
  });

  it.each<[string, object]>([
    ['prompt_tokens_details', { prompt_tokens_details: { cached_tokens: 90 } }],
    ['input_tokens_details', { input_tokens_details: { cached_tokens: 90 } }],
    ['prompt_cache_hit_tokens', { prompt_cache_hit_tokens: 90, prompt_cache_miss_tokens: 10 }],
    [
      'prompt_cache_hit_tokens beside zeros',
      {
        prompt_tokens_details: { cached_tokens: 0 },
        prompt_cache_hit_tokens: 90,
      },
    ],
    ['prompt_cache_miss_tokens alone', { prompt_cache_miss_tokens: 10 }],
    ['cached_tokens at the top', { cached_tokens: 90 }],
    ['cache_read_input_tokens', { cache_read_input_tokens: 90 }],
    ['num_cached_tokens', { num_cached_tokens: '90' }],
  ])('reads cached tokens from %s', (_, more) => {
    expect(counts({ ...SUMS, ...more })).toEqual([100, 7, 107, 90, undefined]);
  });

  it.each<[string, object]>([
    ['caching_tokens', { prompt_tokens_details: { caching_tokens: 30 } }],
    ['caching_tokens at the top', { caching_tokens: 30 }],
    ['cache_creation_tokens', { prompt_tokens_details: { cache_creation_tokens: 30 } }],
    ['cache_creation_input_tokens', { cache_creation_input_tokens: 30 }],
  ])('reads tokens written to a cache from %s', (_, more) => {
    expect(fromOpenAiUsage({ ...SUMS, ...more })?.prompt_tokens_details).toMatchObject({
      cache_write_tokens: 30,
    });
  });

  it('adds what Anthropic counts beside the input, unless a total says that it is inside', () => {
    const wire = { input_tokens: 100, output_tokens: 7, cache_read_input_tokens: 50 };
    expect(counts(wire)).toEqual([150, 7, 157, 50, undefined]);
    expect(counts({ ...wire, total_tokens: 157 })).toEqual([150, 7, 157, 50, undefined]);
    expect(counts({ ...wire, total_tokens: 107 })).toEqual([100, 7, 107, 50, undefined]);
    expect(counts(of(100, 7, 157, { cache_read_input_tokens: 50 }))).toEqual([150, 7, 157, 50, undefined]);
  });

  it('hands on what it does not read', () => {
    const others = { cost: 0.5, cost_details: { upstream: null }, is_byok: false, num_sources_used: 0 };
    const details = { prompt_tokens_details: { cached_tokens: 1, text_tokens: 9 }, ...reasoning(2) };
    expect(fromOpenAiUsage({ ...SUMS, ...others, ...details })).toEqual({ ...SUMS, ...others, ...details });
  });

  it.each([null, undefined, {}, [], 'x', { prompt_tokens: null }])('is null for %j', (wire) => {
    expect(fromOpenAiUsage(wire)).toBeNull();
  });

  it('is priced as it is settled', () => {
    const cost = (id: string, model: string, wire: object) =>
      costOfUsage({
        definition: { id },
        model,
        usage: fromOpenAiUsage(wire)!,
        atMs: Date.parse('2026-11-23'),
      });
    const grok = (wire: object) => cost('x-ai', 'grok-3-mini', wire);
    expect(grok(of(10, 200, 310, reasoning(100)))).not.toBeNull();
    expect(grok(of(10, 200, 310, reasoning(100)))).toBe(grok(of(10, 300, 310, reasoning(100))));
    const gpt = (more: object) => cost('openai', 'gpt-4o', { ...SUMS, ...more });
    expect(gpt({ prompt_cache_hit_tokens: 90 })).toBe('0.0002075'); // 10 * 2.5 + 90 * 1.25 + 7 * 10
  });
});

describe('what a provider wrote without a value', () => {
  const told = (more: object) =>
    toldUsage({ usage: { ...SUMS, ...more } }, fromOpenAiUsage({ ...SUMS, ...more }));

  it.each<object>([
    { prompt_tokens_details: null, completion_tokens_details: null },
    { prompt_tokens_details: {} },
    { prompt_tokens_details: [], server_tool_use: {}, note: '' },
    { prompt_tokens_details: { cached_tokens: null } },
    { prompt_tokens_details: { cached_tokens: 1, audio_tokens: null } },
    { reasoning_tokens: null, cost: null },
  ])('is handed on: %j', (more) => expect(told(more)).toEqual({ ...SUMS, ...more }));

  it('is not, where it stands elsewhere', () => {
    const more = { prompt_cache_hit_tokens: 3, prompt_tokens_details: null };
    expect(told(more)).toMatchObject({ prompt_tokens_details: { cached_tokens: 3 } });
    const inside = { prompt_cache_hit_tokens: 3, prompt_tokens_details: { cached_tokens: null } };
    expect(told(inside)).toMatchObject({ prompt_tokens_details: { cached_tokens: 3 } });
  });

  it('is no sum, and no usage by itself', () => {
    const usage = { prompt_tokens: 10, completion_tokens: null, prompt_tokens_details: null };
    expect(toldUsage({ usage }, fromOpenAiUsage(usage))).toEqual({
      prompt_tokens: 10,
      prompt_tokens_details: null,
    });
    expect(toldUsage({ usage: { prompt_tokens_details: null } }, null)).toBeNull();
  });
});

describe('usageIn', () => {
  it.each<[string, object]>([
    ['its own place', { usage: SUMS }],
    ['the choice', { choices: [{ index: 0, usage: SUMS }], usage: null }],
    ['x_groq', { x_groq: { id: 'r', usage: SUMS } }],
    ['the choice beside an empty one', { choices: [{ usage: SUMS }], usage: {} }],
  ])('finds the usage in %s', (_, wire) => expect(usageIn({ ...wire })).toEqual(SUMS));

  it('is null where none stands', () => {
    expect(usageIn({ choices: [null, {}], usage: null, x_groq: [] })).toBeNull();
  });
});
