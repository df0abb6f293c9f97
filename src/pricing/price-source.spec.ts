import { ACME, ACME_SETTINGS } from '../port/testing/fake-llm-provider.js';
import { isPricedWithExtras, priceSourceOf, priceVersionOf } from './price-source.js';

const versionOf = (extras: object) => {
  const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2, ...extras };
  const names = { answered: 'acme-1', asked: 'acme-1' };
  return priceVersionOf(priceSourceOf({ definition: ACME, settings: ACME_SETTINGS }, names, usage, 0));
};

describe('by what a call was priced', () => {
  it.each([
    [{}, 'genai-prices 0.1.8'],
    [{ service_tier: 'priority' }, 'genai-prices 0.1.8 + priority'],
    [{ inference_geo: 'us' }, 'genai-prices 0.1.8 + us'],
    [
      { service_tier: 'flex', inference_geo: 'us', server_tool_use: { web_search_requests: 2 } },
      'genai-prices 0.1.8 + flex + us + 2 web searches',
    ],
    // it must not be priced anew by its tokens alone
    [{ iterations: [{ type: 'advisor_message' }] }, 'genai-prices 0.1.8 + unknown'],
    [{ server_tool_use: { web_search_requests: 'many' } }, 'genai-prices 0.1.8 + unknown'],
  ])('names what its tokens do not tell: %j', (extras, version) => {
    expect(versionOf(extras)).toBe(version);
    expect(isPricedWithExtras(version)).toBe(version.includes('+'));
  });
});
