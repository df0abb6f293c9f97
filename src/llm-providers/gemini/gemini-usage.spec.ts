import { costOfUsage } from '../../pricing/cost-of-usage.js';
import { gemini } from './gemini.definition.js';
import { fromUsageMetadata } from './gemini-usage.js';

const USAGE = { promptTokenCount: 100, candidatesTokenCount: 10, totalTokenCount: 110 };
const tokens = (modality: string, tokenCount: unknown) => ({ modality, tokenCount });

describe('fromUsageMetadata', () => {
  it('tells sound and images apart, the results of Gemini’s own tools among them', () => {
    const usage = fromUsageMetadata({
      ...USAGE,
      totalTokenCount: 132,
      toolUsePromptTokenCount: 20,
      promptTokensDetails: [tokens('TEXT', 50), tokens('AUDIO', 40), tokens('IMAGE', 10)],
      toolUsePromptTokensDetails: [tokens('AUDIO', 5), tokens('TEXT', 15)],
      candidatesTokensDetails: [tokens('AUDIO', 7), tokens('IMAGE', 3)],
      cachedContentTokenCount: 0,
      thoughtsTokenCount: 2,
    });
    expect(usage).toEqual({
      prompt_tokens: 120,
      completion_tokens: 12,
      total_tokens: 132,
      prompt_tokens_details: { cached_tokens: 0, audio_tokens: 45, image_tokens: 10 },
      completion_tokens_details: { reasoning_tokens: 2, audio_tokens: 7, image_tokens: 3 },
    });
  });

  it.each<[string, unknown]>([
    ['text only', [tokens('TEXT', 100)]],
    ['a count that is none', [tokens('AUDIO', 'many'), tokens('IMAGE', -1)]],
    ['something else than a list', { modality: 'AUDIO', tokenCount: 40 }],
    ['nothing', undefined],
  ])('has no details for %s', (_, promptTokensDetails) => {
    expect(fromUsageMetadata({ ...USAGE, promptTokensDetails })).toEqual({
      prompt_tokens: 100,
      completion_tokens: 10,
      total_tokens: 110,
    });
  });

  it.each<[string, object, number[]]>([
    ['inside the answer', { thoughtsTokenCount: 20, totalTokenCount: 40 }, [10, 30, 40]],
    ['beside the answer', { thoughtsTokenCount: 20, totalTokenCount: 60 }, [10, 50, 60]],
    ['beside the answer without a total', { thoughtsTokenCount: 20 }, [10, 50, 60]],
    ['nowhere in the total', { thoughtsTokenCount: 20, totalTokenCount: 99 }, [10, 50, 99]],
    [
      'in place of an answer',
      { candidatesTokenCount: 0, thoughtsTokenCount: 20, totalTokenCount: 30 },
      [10, 20, 30],
    ],
  ])('counts thoughts %s', (_, more, [prompt_tokens, completion_tokens, total_tokens]) => {
    const usage = fromUsageMetadata({ promptTokenCount: 10, candidatesTokenCount: 30, ...more });
    expect(usage).toEqual({
      prompt_tokens,
      completion_tokens,
      total_tokens,
      completion_tokens_details: { reasoning_tokens: 20 },
    });
  });

  it('adds up what has no total, tells what is missing from the rest, and hands on what it does not read', () => {
    expect(fromUsageMetadata({ promptTokenCount: '10', candidatesTokenCount: 5 })?.total_tokens).toBe(15);
    expect(fromUsageMetadata({ promptTokenCount: 10, totalTokenCount: 15 })?.completion_tokens).toBe(5);
    expect(fromUsageMetadata({ ...USAGE, trafficType: 'ON_DEMAND' })).toMatchObject({
      trafficType: 'ON_DEMAND',
    });
  });

  it('gives sound the price of sound, or none', () => {
    const usage = fromUsageMetadata({ ...USAGE, promptTokensDetails: [tokens('AUDIO', 40)] })!;
    const costOf = (model: string) =>
      costOfUsage({ definition: gemini, model, usage, atMs: Date.parse('2026-11-23') });
    expect(costOf('gemini-2.5-flash')).toBe('0.000083'); // 60 * 0.3 + 40 * 1 + 10 * 2.5
    expect(costOf('gemini-2.5-pro')).toBeNull();
  });
});
