import { toPicoUsd, type PicoUsd } from '../../common/pico-usd.js';
import { usageBy } from '../ledger/usage-report.js';
import type { Store } from '../../storage/store.js';
import { windowAt } from './budget-window.js';
import type { BudgetPeriod } from './budget.js';
import type { WindowPlace } from './spend-window.js';

/** By which group of the report of usage a scope is found. */
const GROUPS = { key: 'key', user: 'user', team: 'team', selector: null, everything: null } as const;
/** Names whose calls came to something in one period: more than there are keys. */
const MOST_NAMES = 1_000_000;

/** What each name has spent in periods that run: one look at the ledger a kind and a period, be there however many names. */
export class SpentNames {
  private readonly looks = new Map<string, Promise<ReadonlyMap<unknown, PicoUsd>>>();

  constructor(
    private readonly store: Store,
    private readonly nowMs: number,
  ) {}

  /**
   * By the rows of calls that have ended.
   * @returns `null` = of selectors and of everything that is not known here.
   * @throws what the store throws.
   */
  async allOf({ scope: { kind }, per }: WindowPlace): Promise<ReadonlyMap<unknown, PicoUsd> | null> {
    const group = GROUPS[kind];
    if (group === null) return null;
    const look = `${group} ${per}`;
    const names = this.looks.get(look) ?? this.namesOf(group, per);
    this.looks.set(look, names);
    return names;
  }

  private async namesOf(group: string, per: BudgetPeriod): Promise<ReadonlyMap<unknown, PicoUsd>> {
    const { startMs } = windowAt(per, this.nowMs);
    // what ended before is in the tables
    await this.store.settled();
    const rows = await usageBy(this.store, [group], { fromMs: startMs }, MOST_NAMES);
    return new Map(rows.map((row) => [row[group], toPicoUsd(row.cost_usd) ?? 0n]));
  }
}
