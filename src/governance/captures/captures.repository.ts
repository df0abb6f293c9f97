import type { Kysely } from 'kysely';
import type { CaptureMode } from '../../config/capture-config.js';
import type { Database } from '../../storage/database.js';
import type { Statement } from '../../storage/store.js';
import { idAt } from '../ledger/call-id.js';
import type { CaptureContent } from './capture-content.js';

/** What was kept of one call. */
export interface Capture extends CaptureContent {
  readonly callId: string;
  /** Why it was kept. */
  readonly mode: CaptureMode;
  /** When the call had ended, in milliseconds since the Unix epoch. */
  readonly capturedAtMs: number;
}

/** What was asked and answered, by calls. */
export class CapturesRepository {
  insert(db: Kysely<Database>, { callId, mode, capturedAtMs, ...content }: Capture): Statement {
    return db
      .insertInto('captures')
      .values({ call_id: callId, mode, captured_at: capturedAtMs, content: JSON.stringify(content) })
      .compile();
  }

  /** @param sinceMs of calls that began then or later. @returns `null` = nothing was kept. */
  async find(db: Kysely<Database>, callId: string, sinceMs: number): Promise<Capture | null> {
    const row = await db
      .selectFrom('captures')
      .selectAll()
      .where('call_id', '=', callId)
      .where('call_id', '>=', idAt(sinceMs))
      .executeTakeFirst();
    if (!row) return null;
    const content = JSON.parse(row.content) as CaptureContent;
    return { ...content, callId: row.call_id, mode: row.mode, capturedAtMs: row.captured_at };
  }

  /** Whether there is one to find, without reading it. */
  async has(db: Kysely<Database>, callId: string, sinceMs: number): Promise<boolean> {
    const row = await db
      .selectFrom('captures')
      .select('call_id')
      .where('call_id', '=', callId)
      .where('call_id', '>=', idAt(sinceMs))
      .executeTakeFirst();
    return row !== undefined;
  }

  /** Some of calls that began before that. @returns how many. */
  async deleteSome(db: Kysely<Database>, beforeMs: number, most: number): Promise<number> {
    const old = db
      .selectFrom('captures')
      .select('call_id')
      .where('call_id', '<', idAt(beforeMs))
      .orderBy('call_id')
      .limit(most);
    const { numDeletedRows } = await db
      .deleteFrom('captures')
      .where('call_id', 'in', old)
      .executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  }
}
