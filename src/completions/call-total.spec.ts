import { USAGE } from '../port/testing/fake-llm-provider.js';
import { totalOf } from './call-total.js';
import type { AttemptBill, CallCost } from './completion-outcome.js';

const bill = (
  usd: string | null,
  source: CallCost['source'],
  rest: Partial<AttemptBill> = {},
): AttemptBill => ({
  usage: USAGE,
  reportedUsage: USAGE,
  isUsageEstimated: false,
  cost: { usd, source },
  parts: null,
  ...rest,
});
const free = bill('0', null, { usage: null, reportedUsage: null });

describe('what all attempts of a call came to', () => {
  it('is nothing, for nothing, where none was counted', () => {
    expect(totalOf([])).toEqual({ usage: null, isUsageEstimated: false, cost: { usd: '0', source: null } });
    expect(totalOf([free, free]).cost).toEqual({ usd: '0', source: null });
  });

  it('is the sum of tokens and costs, those that failed among them', () => {
    expect(totalOf([bill('0.1', 'price_table'), free, bill('0.2', 'price_table')])).toMatchObject({
      usage: { prompt_tokens: 20, completion_tokens: 40, total_tokens: 60 },
      cost: { usd: '0.3', source: 'price_table' },
    });
  });

  it('is an estimate as soon as a part of it is', () => {
    const guess = bill('0.1', 'estimate', { isUsageEstimated: true });
    const total = totalOf([bill('0.2', 'provider'), guess, bill('0.3', 'price_table')]);
    expect(total).toMatchObject({ isUsageEstimated: true, cost: { usd: '0.6', source: 'estimate' } });
  });

  it('has no cost as soon as that of a part is unknown', () => {
    expect(totalOf([bill('0.2', 'provider'), bill(null, null)]).cost).toEqual({ usd: null, source: null });
  });
});
