import { usageBy } from '../ledger/usage-report.js';
import type { Store } from '../../storage/store.js';
import { windowAt } from './budget-window.js';
import type { BudgetPeriod } from './budget.js';
import type { WindowPlace } from './spend-window.js';

/** By which group of the report of usage a scope is found. */
const GROUPS = { key: 'key', user: 'user', team: 'team', selector: null, everything: null } as const;
/** Names whose calls came to something in one period: more than there are keys. */
const MOST_NAMES = 1_000_000;

/** Who has spent anything at all in periods that run, by one look at the ledger for each kind of name and each period. */
export class SpentNames {
  private readonly looks = new Map<string, Promise<ReadonlySet<unknown>>>();

  constructor(
    private readonly store: Store,
    private readonly nowMs: number,
  ) {}

  /** `false` = nothing; of selectors and of everything that is not known. @throws what the store throws. */
  async mayHave({ scope: { kind, id }, per }: WindowPlace): Promise<boolean> {
    const group = GROUPS[kind];
    if (group === null) return true;
    const look = `${group} ${per}`;
    const names = this.looks.get(look) ?? this.namesOf(group, per);
    this.looks.set(look, names);
    return (await names).has(id);
  }

  private async namesOf(group: string, per: BudgetPeriod): Promise<ReadonlySet<unknown>> {
    const { startMs } = windowAt(per, this.nowMs);
    const rows = await usageBy(this.store, [group], { fromMs: startMs }, MOST_NAMES);
    return new Set(rows.flatMap((row) => (row.cost_usd === '0' ? [] : [row[group]])));
  }
}
