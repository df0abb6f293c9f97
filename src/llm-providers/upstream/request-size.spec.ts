import { isAboutItsCost } from './request-size.js';

describe('a refusal for want of credit', () => {
  it.each([
    'This request requires more credits, or fewer max_tokens. You requested up to 65536 tokens, but can only afford 3203.',
    'This request requires more credits, or fewer max_tokens. You requested up to 9 tokens, but can only afford 0.5',
    'Prompt tokens limit exceeded: 9000 > 5000. To increase, visit the settings',
    'The estimated cost of this request ($1.20) exceeds your remaining balance.',
    'You cannot afford this request. Please reduce max_tokens or add credits.',
  ])('is about this request where it says so: %s', (words) => {
    expect(isAboutItsCost(words)).toBe(true);
  });

  it.each([
    'Insufficient credits. Add more using https://openrouter.ai/settings/credits',
    'This request requires more credits, or fewer max_tokens. You requested up to 9 tokens, but can only afford 0.',
    'This request requires more credits, or fewer max_tokens. You requested up to 9 tokens, but can only afford -12.',
    'Your account balance is too low.',
    'Payment required',
  ])('is about the account otherwise: %s', (words) => {
    expect(isAboutItsCost(words)).toBe(false);
  });
});
