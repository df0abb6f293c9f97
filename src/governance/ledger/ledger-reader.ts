import type { Selectable } from 'kysely';
import type { AttemptsTable, CallsTable } from '../../storage/ledger-tables.js';
import type { Store } from '../../storage/store.js';
import { matching, type CallFilter } from './call-filters.js';
import { rangesOf } from './call-ranges.js';

export type CallRow = Selectable<CallsTable>;
export type AttemptRow = Selectable<AttemptsTable>;

/** A call, and its attempts where it had several. */
export interface FoundCall {
  readonly call: CallRow;
  readonly attempts: readonly AttemptRow[];
}

/** Some calls, the newest first. */
export interface CallPage {
  readonly calls: readonly FoundCall[];
  /** The id behind which the next page begins; `null` = that was all. */
  readonly next: string | null;
}

/** Rows of calls, as they were written. */
export class LedgerReader {
  constructor(private readonly store: Store) {}

  /** @param after the id of the last one of the page before; `null` = from the newest on. */
  async page(filter: CallFilter, limit: number, after: string | null): Promise<CallPage> {
    await this.store.settled();
    const rows: CallRow[] = [];
    for (const { fromMs, toMs } of await rangesOf(this.store, filter)) {
      let query = this.store.reports.selectFrom('calls').selectAll();
      query = query.where(matching({ ...filter, fromMs, toMs }));
      if (after !== null) query = query.where('id', '<', after);
      const missing = limit + 1 - rows.length;
      rows.push(...(await query.orderBy('id', 'desc').limit(missing).execute()));
      if (rows.length > limit) break;
    }
    const shown = rows.slice(0, limit);
    const next = rows.length > limit ? (shown.at(-1)?.id ?? null) : null;
    return { calls: await this.withAttempts(shown), next };
  }

  /** In the order of their ids. */
  async byIds(ids: readonly string[]): Promise<readonly FoundCall[]> {
    if (ids.length === 0) return [];
    const rows = await this.store.db
      .selectFrom('calls')
      .selectAll()
      .where('id', 'in', ids)
      .orderBy('id')
      .execute();
    return this.withAttempts(rows);
  }

  /** @returns `null` = there is none. */
  async find(id: string): Promise<FoundCall | null> {
    await this.store.settled();
    const row = await this.store.reports
      .selectFrom('calls')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    if (!row) return null;
    const [found] = await this.withAttempts([row]);
    return found ?? null;
  }

  private async withAttempts(calls: readonly CallRow[]): Promise<readonly FoundCall[]> {
    if (calls.length === 0) return [];
    const ids = calls.map(({ id }) => id);
    const attempts = await this.store.reports
      .selectFrom('attempts')
      .selectAll()
      .where('call_id', 'in', ids)
      .orderBy('position')
      .execute();
    return calls.map((call) => ({ call, attempts: attempts.filter(({ call_id }) => call_id === call.id) }));
  }
}
