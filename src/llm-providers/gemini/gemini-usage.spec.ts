import { costOfUsage } from '../../pricing/cost-of-usage.js';
import { gemini } from './gemini.definition.js';
import { fromUsageMetadata } from './gemini-usage.js';

const USAGE = { promptTokenCount: 100, candidatesTokenCount: 10, totalTokenCount: 110 };
const tokens = (modality: string, tokenCount: unknown) => ({ modality, tokenCount });

describe('fromUsageMetadata', () => {
  it('tells sound and images apart, the results of Gemini’s own tools among them', () => {
    const usage = fromUsageMetadata({
      ...USAGE,
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
      total_tokens: 110,
      prompt_tokens_details: { cached_tokens: 0, audio_tokens: 45, image_tokens: 10 },
      completion_tokens_details: { reasoning_tokens: 2, audio_tokens: 7, image_tokens: 3 },
    });
  });

  it.each<[string, unknown]>([
    ['text only', [tokens('TEXT', 100)]],
    ['a count that is none', [tokens('AUDIO', '40'), tokens('IMAGE', -1)]],
    ['something else than a list', { modality: 'AUDIO', tokenCount: 40 }],
    ['nothing', undefined],
  ])('has no details for %s', (_, promptTokensDetails) => {
    expect(fromUsageMetadata({ ...USAGE, promptTokensDetails })).toEqual({
      prompt_tokens: 100,
      completion_tokens: 10,
      total_tokens: 110,
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
