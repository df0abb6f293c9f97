import { hasKey } from './configured-provider.js';
import { ACME, ACME_SETTINGS } from './testing/fake-llm-provider.js';

describe('hasKey', () => {
  const key = { variable: 'ACME_API_KEY', value: 'canary-1' };

  it.each<[string, string | null, number, boolean]>([
    ['a key that is set', 'ACME_API_KEY', 1, true],
    ['several keys', 'ACME_API_KEY', 2, true],
    ['a key that is not set', 'ACME_API_KEY', 0, false],
    ['no need of a key', null, 0, true],
  ])('of a provider with %s', (_, apiKeyVariable, count, expected) => {
    const apiKeys = Array.from({ length: count }, () => key);
    const provider = { definition: { ...ACME, apiKeyVariable }, settings: { ...ACME_SETTINGS, apiKeys } };
    expect(hasKey(provider)).toBe(expected);
  });
});
