import { sql, type Transaction } from 'kysely';
import type { Selector } from '../../config/spending-config.js';
import type { Database } from '../../storage/database.js';
import type { Store } from '../../storage/store.js';
import { PERIODS, scopeKeyOf } from './budget.js';
import { windowAt } from './budget-window.js';
import { isOfNobody, type FileSelectors } from './file-selectors.js';

/** Longer than a call takes, than news of a deletion, and than clocks of nodes differ. */
const SLACK_MS = 86_400_000;

export interface LeftSelectorsOptions {
  readonly dialect: Store['dialect'];
  readonly nowMs: number;
  /** Names of selectors in the file of this node. */
  readonly declared: readonly string[];
  /** How long rows of calls are kept, in days; 0 = for ever. */
  readonly retentionDays: number;
}

interface RunningWindow {
  readonly per: string;
  readonly start_at: number;
  readonly reserved: bigint;
}

/**
 * Forgets names of selectors that nothing needs any more: no node that was seen within a day has them in its file, and no
 * window of theirs runs, or rows tell all of it. One that an administrator has deleted is forgotten a day later, once
 * nothing is reserved in its windows. @throws what the store throws.
 */
export async function forgetLeft(
  transaction: Transaction<Database>,
  selectors: FileSelectors,
  options: LeftSelectorsOptions,
): Promise<void> {
  const { declared, dialect } = options;
  await selectors.keep(transaction, async (matches) => {
    const ofNodes = dialect === 'postgres' ? await namesOfNodes(transaction) : [];
    if (ofNodes === null) return matches;
    const inFiles = new Set([...declared, ...ofNodes]);
    const kept = new Map<string, Selector['match']>();
    for (const [name, match] of matches) {
      const windows = inFiles.has(name) ? [] : await runningWindows(transaction, name, options);
      if (inFiles.has(name) || isNeeded(match, windows, options)) kept.set(name, match);
      else if (isOfNobody(match)) await empty(transaction, name, windows);
    }
    return kept;
  });
}

/** Whether rows alone tell all that such a selector has spent: they are kept for ever, and say who has it. */
export function isToldByRows(match: Selector['match'], retentionDays: number): boolean {
  return retentionDays === 0 && !Object.keys(match).some((trait) => trait.startsWith('metadata.'));
}

/** `null` = there is a node whose version does not say what its file has. */
async function namesOfNodes(transaction: Transaction<Database>): Promise<readonly string[] | null> {
  const nodes = await transaction.selectFrom('nodes').select('file_selectors').execute();
  const lists = nodes.map(({ file_selectors: names }) => names);
  if (lists.includes(null)) return null;
  return lists.flatMap((names) => JSON.parse(names ?? '[]') as readonly string[]);
}

function isNeeded(
  match: Selector['match'],
  windows: readonly RunningWindow[],
  { nowMs, retentionDays }: LeftSelectorsOptions,
): boolean {
  if (isOfNobody(match)) {
    const sinceMs = Number(match['since'] ?? 0);
    return sinceMs > nowMs - SLACK_MS || windows.some(({ reserved }) => reserved !== 0n);
  }
  if (windows.some(({ per }) => per !== 'total')) return true;
  // put back, it is counted anew
  return windows.length > 0 && !isToldByRows(match, retentionDays);
}

/** Whoever has the name next begins with nothing of what was spent under it. */
async function empty(
  transaction: Transaction<Database>,
  name: string,
  windows: readonly RunningWindow[],
): Promise<void> {
  for (const { per, start_at } of windows)
    await transaction
      .updateTable('spend')
      .set({ spent: 0n })
      .where('scope', '=', scopeKeyOf('selector', name))
      .where('per', '=', per)
      .where('start_at', '=', start_at)
      .execute();
}

/** Those that ended a short time ago, too; where nodes share them, no call comes between. */
async function runningWindows(
  transaction: Transaction<Database>,
  name: string,
  { dialect, nowMs }: LeftSelectorsOptions,
): Promise<readonly RunningWindow[]> {
  const starts = PERIODS.map((per) => ({ per, startMs: windowAt(per, nowMs - SLACK_MS).startMs }));
  let query = transaction
    .selectFrom('spend')
    .select(['per', 'start_at', 'reserved'])
    .where('scope', '=', scopeKeyOf('selector', name))
    .where((window) =>
      window.or(
        starts.map(({ per, startMs }) =>
          window.and([window('per', '=', per), window('start_at', '>=', startMs)]),
        ),
      ),
    );
  // as those who charge lock them: nobody waits for somebody who waits for him
  if (dialect === 'postgres')
    query = query.orderBy(sql`(scope || ' ' || per || ' ' || start_at) collate "C"`).forUpdate();
  return query.execute();
}
