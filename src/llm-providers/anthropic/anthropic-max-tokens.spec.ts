import { ANTHROPIC_TRANSLATION } from './anthropic-translation.js';
import { knownMaxTokens, unaskedMaxTokens } from './anthropic-max-tokens.js';

describe('how much Claude writes', () => {
  it.each([
    ['claude-haiku-5-5', 128_000, 128_000],
    ['claude-opus-4-6', 128_000, 128_000],
    ['claude-sonnet-4-5-20250929', 64_000, 64_000],
    ['claude-opus-4-1-20250805', 32_000, 8_192],
    ['claude-sonnet-4-20250514', 64_000, 8_192],
    ['claude-3-haiku-20240307', null, 4_096],
    ['a-model-of-another', null, 4_096],
  ])('of %s is %s tokens at most, and %s where nobody says', (model, most, unasked) => {
    expect([knownMaxTokens(model), unaskedMaxTokens({ model })]).toEqual([most, unasked]);
  });

  it.each([
    ['claude-haiku-4-5', 64_000],
    ['claude-opus-4-1', 18_192],
    ['a-model-of-another', 14_096],
  ])('of %s is %s where nobody says, behind 10000 tokens of thoughts', (model, most) => {
    expect(unaskedMaxTokens({ model, thinking: { type: 'enabled', budget_tokens: 10_000 } })).toBe(most);
    const off = { type: 'disabled', budget_tokens: 10_000 };
    expect(unaskedMaxTokens({ model, thinking: off })).toBe(unaskedMaxTokens({ model }));
  });

  it('of a budget that leaves no room is what the model writes at most', () => {
    expect(
      unaskedMaxTokens({ model: 'claude-opus-4-1', thinking: { type: 'enabled', budget_tokens: 30_000 } }),
    ).toBe(32_000);
  });

  it.each([1024.5, -1, 1e300, '9'])('of a budget of %s, which is no count, is as without one', (budget) => {
    const thinking = { type: 'enabled', budget_tokens: budget };
    expect(unaskedMaxTokens({ model: 'a-model-of-another', thinking })).toBe(4_096);
  });

  it.each(['max_tokens', 'max_completion_tokens'])('is told to whoever asks for more in %s', (parameter) => {
    const request = { model: 'claude-haiku-5-5', messages: [], [parameter]: 200_000 };
    expect(ANTHROPIC_TRANSLATION.losses(request)).toEqual([
      { parameter, action: 'changed', reason: 'it writes 128000 tokens at most' },
    ]);
    expect(ANTHROPIC_TRANSLATION.losses({ ...request, [parameter]: 128_000 })).toEqual([]);
  });
});
