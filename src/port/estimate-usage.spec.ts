import { estimateUsage } from './estimate-usage.js';

describe('estimateUsage', () => {
  it('takes four characters for a token, and a part of a token for one', () => {
    expect(estimateUsage({ inputCharacters: 40, outputCharacters: 9 })).toEqual({
      prompt_tokens: 10,
      completion_tokens: 3,
      total_tokens: 13,
    });
  });

  it('takes the ratio of the provider where it has one', () => {
    expect(estimateUsage({ inputCharacters: 10, outputCharacters: 5, charactersPerToken: 2.5 })).toEqual({
      prompt_tokens: 4,
      completion_tokens: 2,
      total_tokens: 6,
    });
  });

  it('counts nothing where no character was seen', () => {
    expect(estimateUsage({ inputCharacters: 0, outputCharacters: 0 }).total_tokens).toBe(0);
  });
});
