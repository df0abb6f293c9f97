import type { GatewayError } from '../../common/errors.js';
import { ManualClock } from '../../common/testing/manual-clock.js';
import { callOf } from '../../completions/testing/call-stage.js';
import type { CompletionCall } from '../../completions/completion-call.js';
import { NO_SPENDING_CONFIG } from '../../config/spending-config.js';
import type { ModelRequest } from '../../port/canonical.js';
import { ACME, ACME_SETTINGS, FakeLlmProvider } from '../../port/testing/fake-llm-provider.js';
import { StoreAwayError } from '../../storage/store.js';
import { BudgetBook } from '../budgets/budget-book.js';
import type { Books } from '../books.js';
import { SpendingRules } from '../budgets/spending-rules.js';
import { Ledger } from '../ledger/ledger.js';
import { MemoryLimitStore } from '../limits/memory-limit-store.js';
import { callAtGate } from '../testing/call-at-gate.js';
import { GovernanceGate } from './governance-gate.js';

const PRICES = new Map([['m', { input_usd_per_million: '0', output_usd_per_million: '1' }]]);
const provider = new FakeLlmProvider(ACME, { ...ACME_SETTINGS, prices: PRICES });
const request = {
  model: 'm',
  max_tokens: 10,
  messages: [{ role: 'user', content: 'hello' }],
} as unknown as ModelRequest;
const call = { ...callOf([provider]), request };
const asked = callAtGate(call as CompletionCall);
const BUDGET = [{ limit: 10n ** 12n, per: 'day' as const, onExhaust: 'refuse' as const }];

/** A gate before a ledger whose rows are written when the test says so. */
function stage(isSoon: boolean, budgets: typeof BUDGET) {
  const clock = new ManualClock();
  const written = Promise.withResolvers<void>();
  const told: string[] = [];
  const writer = {
    isSoon,
    open: (_row: unknown, listener?: (error: unknown) => void) => {
      told.push('row');
      return written.promise.catch(listener);
    },
    close: () => null,
    drop: () => (told.push('dropped'), null),
  };
  const hooks = { onLost: () => undefined, onLostCall: () => undefined, onDelayed: () => undefined };
  const ledger = new Ledger({ writer, clock, node: 'n', late: null, underWay: null, ...hooks });
  const rules = new SpendingRules({ ...NO_SPENDING_CONFIG, everything: { budgets, limits: [] } });
  const book = new BudgetBook();
  book.begin({ scope: { kind: 'everything', id: '' }, per: 'day' }, asked.atMs, 0n);
  const gate = new GovernanceGate({
    rules,
    everybody: { allowancesForAll: [] },
    book,
    limits: new MemoryLimitStore(clock),
    outputLimits: { maxOutputTokens: () => null },
    unknownPrice: 'refuse',
    providerToolCalls: null,
    books: { ledger, shared: null, alarm: null, unchecked: null, loader: null } as unknown as Books,
    routes: () => null,
  });
  const entered = gate.enter(asked);
  if (entered instanceof Promise)
    void entered.then(
      () => told.push('let in'),
      (error: GatewayError) => told.push(error.code),
    );
  else told.push('let in at once');
  const turn = () => new Promise(setImmediate);
  return { told, written, turn };
}

describe('a gate before a ledger', () => {
  describe.each([
    ['under a budget', BUDGET],
    ['under none', []],
  ])('a call %s', (_, budgets) => {
    it('is not let in before its row is written, where that is soon', async () => {
      const { told, turn, written } = stage(true, budgets);
      await turn();
      expect(told).toEqual(['row']);
      written.resolve();
      await turn();
      expect(told).toEqual(['row', 'let in']);
    });
  });

  it('does not wait for the row of a call under no budget, where that takes its time', () => {
    expect(stage(false, []).told).toEqual(['row', 'let in at once']);
  });

  it('lets a call under no budget in without its row, and none under one', async () => {
    const [free, budgeted] = [stage(true, []), stage(true, BUDGET)];
    for (const { written } of [free, budgeted]) written.reject(new StoreAwayError('The disk is full.'));
    await free.turn();
    expect(free.told).toEqual(['row', 'let in']);
    expect(budgeted.told).toEqual(['row', 'dropped', 'gateway.store_away']);
  });
});
