import { createHash } from 'node:crypto';
import { sql, type Selectable, type Transaction } from 'kysely';
import type { AuditTable, Database } from '../../storage/database.js';
import type { Store } from '../../storage/store.js';

/** Any number that no other program locks: acts on several nodes are written one after the other. */
const LOCK = 7_014_412;
const CHECKED_AT_ONCE = 1_000;
/** What stands before the first act. */
const BEGINNING = '';

/** Who acts, and from where. */
export interface Actor {
  readonly name: string;
  /** An IP address, or `local`. */
  readonly address: string;
}

/** What was done to what; secrets stand in it as prefixes. */
export interface Act {
  /** `key.create`, `team.put`, … */
  readonly action: string;
  /** `key:abcdefgh`, `team:red`, … */
  readonly target: string;
  /** `null` = there was nothing before, or there is nothing after. */
  readonly before: object | null;
  readonly after: object | null;
}

/** An act as it was written. */
export interface AuditEntry extends Act {
  readonly id: number;
  readonly atMs: number;
  readonly actor: Actor;
  /** Of this act and of the one before it: none can be changed, left out or put in without breaking the chain. */
  readonly hash: string;
}

/** Whether the audit is as it was written. */
export interface AuditCheck {
  readonly entries: number;
  /** Id of the first entry that was changed, or that follows a gap; `null` = the chain is whole. */
  readonly brokenAt: number | null;
  /** Hash of the last entry: whoever has noted it elsewhere sees that the end was cut off. `null` = there is none. */
  readonly head: string | null;
}

/** Every administrative act, in its order; only ever added to. */
export class AuditLog {
  constructor(private readonly store: Store) {}

  /** As part of the transaction that does it. */
  async append(transaction: Transaction<Database>, actor: Actor, act: Act, atMs: number): Promise<void> {
    if (this.store.dialect === 'postgres')
      await sql`select pg_advisory_xact_lock(${LOCK})`.execute(transaction);
    const last = await transaction
      .selectFrom('audit')
      .select(['id', 'hash'])
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
    const row = {
      id: (last?.id ?? 0) + 1,
      at: atMs,
      actor: actor.name,
      address: actor.address,
      action: act.action,
      target: act.target,
      before: toText(act.before),
      after: toText(act.after),
    };
    const hash = hashOf(row, last?.hash ?? BEGINNING);
    await transaction
      .insertInto('audit')
      .values({ ...row, hash })
      .execute();
  }

  /** Newest first. @param before the id of an entry; `null` = from the newest on. */
  async list(limit: number, before: number | null): Promise<readonly AuditEntry[]> {
    let query = this.store.db.selectFrom('audit').selectAll();
    if (before !== null) query = query.where('id', '<', before);
    return (await query.orderBy('id', 'desc').limit(limit).execute()).map(toEntry);
  }

  /** Follows the chain from its first act to its last. @throws what the store throws. */
  async check(): Promise<AuditCheck> {
    let [entries, head, brokenAt] = [0, BEGINNING, null as number | null];
    for (let last = 0; ;) {
      const query = this.store.reports.selectFrom('audit').selectAll().where('id', '>', last);
      const rows = await query.orderBy('id').limit(CHECKED_AT_ONCE).execute();
      for (const { hash, ...row } of rows) {
        entries += 1;
        if (row.id !== entries || hash !== hashOf(row, head)) brokenAt ??= row.id;
        head = hash;
        last = row.id;
      }
      if (rows.length < CHECKED_AT_ONCE) return { entries, brokenAt, head: head === BEGINNING ? null : head };
    }
  }
}

type Unhashed = Omit<Selectable<AuditTable>, 'hash'>;

function hashOf(row: Unhashed, before: string): string {
  const { id, at, actor, address, action, target, before: was, after } = row;
  const text = JSON.stringify([before, id, at, actor, address, action, target, was, after]);
  return createHash('sha256').update(text).digest('hex');
}

function toEntry({ at, actor, address, before, after, ...row }: Selectable<AuditTable>): AuditEntry {
  return {
    ...row,
    atMs: at,
    actor: { name: actor, address },
    before: toObject(before),
    after: toObject(after),
  };
}

function toText(state: object | null): string | null {
  return state === null ? null : JSON.stringify(state);
}

function toObject(text: string | null): object | null {
  return text === null ? null : (JSON.parse(text) as object);
}
