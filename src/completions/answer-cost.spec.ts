import { ACME, ACME_SETTINGS, USAGE } from '../port/testing/fake-llm-provider.js';
import { costOfAnswer } from './answer-cost.js';

const prices = new Map([['acme-1', { input_usd_per_million: '1', output_usd_per_million: '2' }]]);
const readCostUsd = () => '0.5';

describe('costOfAnswer', () => {
  it.each([
    ['nothing at a simulator', { isSimulated: true }, USAGE, { usd: '0', source: 'provider' }],
    ['what the provider says', { readCostUsd }, USAGE, { usd: '0.5', source: 'provider' }],
    ['the operator’s price', {}, USAGE, { usd: '0.00005', source: 'price_table' }],
    ['an unknown amount, without usage', { readCostUsd }, null, { usd: null, source: null }],
  ])('is %s', (_what, definition, usage, expected) => {
    const provider = { definition: { ...ACME, ...definition }, settings: { ...ACME_SETTINGS, prices } };
    expect(costOfAnswer(provider, 'acme-1', usage, 0)).toEqual(expected);
  });

  it('is not known of a model without a price', () => {
    const provider = { definition: ACME, settings: ACME_SETTINGS };
    expect(costOfAnswer(provider, 'acme-1', USAGE, 0)).toEqual({ usd: null, source: null });
  });
});
