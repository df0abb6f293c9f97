import { isDeepStrictEqual } from 'node:util';
import type { Kysely, Transaction } from 'kysely';
import type { Database } from '../../storage/database.js';
import type { Store } from '../../storage/store.js';
import type { Selector } from '../../config/spending-config.js';
import { ScopesRepository } from '../identity/scopes.repository.js';

/** The setting that has them; ends of calls read it, too (`charge-statements.ts`). */
export const FILE_SELECTORS = 'file_selectors';

type Match = Selector['match'];

/** No call has it: names of users have a letter at least. */
const OF_NOBODY: Match = Object.freeze({ user: '' });

/** An administrator had it and has taken it away; `since` tells when, in milliseconds since the Unix epoch. */
export function isOfNobody(match: Match): boolean {
  return match['user'] === OF_NOBODY['user'];
}

/** By the names of selectors what they ask for. */
export type Matches = ReadonlyMap<string, Match>;

/** A selector whose windows have to be counted anew. */
export interface OtherSelector {
  readonly name: string;
  /** It asked for something else before; `false` = that is not known. */
  readonly isOther: boolean;
}

/**
 * What selectors of operators' files ask for, in the store: one that is taken out of the file is charged as before, so
 * that it has spent what calls cost in between when it is put back.
 */
export class FileSelectors {
  private readonly scopes = new ScopesRepository();

  constructor(private readonly dialect: Store['dialect']) {}

  /** Those of files before, too. @throws what the store throws. */
  async read(db: Kysely<Database>): Promise<Matches> {
    const row = await db
      .selectFrom('store_settings')
      .select('value')
      .where('name', '=', FILE_SELECTORS)
      .executeTakeFirst();
    return new Map(row ? Object.entries(JSON.parse(row.value) as Readonly<Record<string, Match>>) : []);
  }

  /**
   * Writes down what the file says now. One that is not in it any more, and that an administrator has put, is his.
   * @param isToldByRows whether rows tell all that a selector has spent: one that the store does not know is then counted
   * by them.
   * @returns those that ask for something else than the store knew. @throws what the store throws.
   */
  async takeUp(
    transaction: Transaction<Database>,
    declared: readonly Pick<Selector, 'name' | 'match'>[],
    isToldByRows: (match: Match) => boolean = () => false,
  ): Promise<readonly OtherSelector[]> {
    const before = await this.locked(transaction);
    const stored = await this.scopes.matches(transaction);
    const others: OtherSelector[] = [];
    for (const { name, match } of declared) {
      const known = before.get(name) ?? stored.get(name);
      if (before.has(name) && isDeepStrictEqual(known, match)) continue;
      const isOther = known === undefined ? isToldByRows(match) : !isDeepStrictEqual(known, match);
      others.push({ name, isOther });
    }
    const names = new Set(declared.map(({ name }) => name));
    const left = [...before].filter(([name]) => !names.has(name));
    for (const [name, match] of left)
      if (stored.has(name)) others.push({ name, isOther: !isDeepStrictEqual(match, stored.get(name)) });
    if (others.length > 0) {
      const gone = left.filter(([name]) => !stored.has(name));
      const now = declared.map(({ name, match }) => [name, match] as const);
      await this.write(transaction, new Map([...gone, ...now]));
    }
    return others;
  }

  /** An administrator has put one of this name. @throws what the store throws. */
  async forget(transaction: Transaction<Database>, name: string): Promise<void> {
    const others = new Map(await this.locked(transaction));
    if (others.delete(name)) await this.write(transaction, others);
  }

  /**
   * An administrator has taken away his of this name: a file may have it next, and ask for something else.
   * @throws what the store throws.
   */
  async leave(transaction: Transaction<Database>, name: string, nowMs: number): Promise<void> {
    const before = await this.locked(transaction);
    const ofNobody = { ...OF_NOBODY, since: String(nowMs) };
    if (!before.has(name)) await this.write(transaction, new Map([...before, [name, ofNobody]]));
  }

  /** @param keptOf which of them are remembered on. @throws what the store throws. */
  async keep(
    transaction: Transaction<Database>,
    keptOf: (matches: Matches) => Promise<Matches>,
  ): Promise<void> {
    const before = await this.locked(transaction);
    const kept = await keptOf(before);
    if (kept.size < before.size) await this.write(transaction, kept);
  }

  /** Nodes that start at once take turns. */
  private async locked(transaction: Transaction<Database>): Promise<Matches> {
    if (this.dialect === 'postgres') {
      await transaction
        .insertInto('store_settings')
        .values({ name: FILE_SELECTORS, value: '{}' })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      await transaction
        .selectFrom('store_settings')
        .select('name')
        .where('name', '=', FILE_SELECTORS)
        .forUpdate()
        .execute();
    }
    return this.read(transaction);
  }

  private async write(transaction: Transaction<Database>, matches: Matches): Promise<void> {
    const value = JSON.stringify(Object.fromEntries(matches));
    await transaction
      .insertInto('store_settings')
      .values({ name: FILE_SELECTORS, value })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
      .execute();
  }
}
