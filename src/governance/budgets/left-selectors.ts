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
 * Forgets names of selectors that are in no file any more, once no call and no node needs them: no node that was seen
 * within a day has it in its file, and what asked for something else, or is counted no further, is in no window that
 * still runs. @throws what the store throws.
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
    for (const [name, match] of matches)
      if (inFiles.has(name) || (await isNeeded(transaction, name, match, options))) kept.set(name, match);
    return kept;
  });
}

/** All that was spent since is told by rows, exactly: they are kept, and by no more than themselves. */
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

async function isNeeded(
  transaction: Transaction<Database>,
  name: string,
  match: Selector['match'],
  { dialect, nowMs, retentionDays }: LeftSelectorsOptions,
): Promise<boolean> {
  const scope = scopeKeyOf('selector', name);
  const running = await runningWindows(transaction, { scope, dialect, atMs: nowMs - SLACK_MS });
  if (!isOfNobody(match)) {
    if (running.some(({ per }) => per !== 'total')) return true;
    // put back, it is counted anew
    return running.length > 0 && !isToldByRows(match, retentionDays);
  }
  const sinceMs = Number(match['since'] ?? 0);
  if (sinceMs > nowMs - SLACK_MS || running.some(({ reserved }) => reserved !== 0n)) return true;
  // whoever has the name next begins with nothing of it
  for (const { per, start_at } of running)
    await transaction
      .updateTable('spend')
      .set({ spent: 0n })
      .where('scope', '=', scope)
      .where('per', '=', per)
      .where('start_at', '=', start_at)
      .execute();
  return false;
}

/** Those that ended a short time ago, too; where nodes share them, no call comes between. */
async function runningWindows(
  transaction: Transaction<Database>,
  {
    scope,
    dialect,
    atMs,
  }: { readonly scope: string; readonly dialect: Store['dialect']; readonly atMs: number },
): Promise<readonly RunningWindow[]> {
  const starts = PERIODS.map((per) => ({ per, startMs: windowAt(per, atMs).startMs }));
  let query = transaction
    .selectFrom('spend')
    .select(['per', 'start_at', 'reserved'])
    .where('scope', '=', scope)
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
