import type { Kysely } from 'kysely';
import type { Database, SessionsTable } from '../../storage/database.js';
import type { Statement } from '../../storage/store.js';

/** SQLite takes no offset without a limit; this one is never reached. */
const ALL = 1_000_000;

export interface SessionBounds {
  /** Those that nobody has used for so long are over, in milliseconds. */
  readonly unusedMs: number;
  readonly maxSessions: number;
  /** Of one key, or person. */
  readonly maxOfHolder: number;
}

/** Sessions by the hashes of their tokens. */
export class SessionsRepository {
  constructor(private readonly bounds: SessionBounds) {}

  /** A new one takes the place of what is over, and of the oldest where there are too many. */
  insert(db: Kysely<Database>, session: SessionsTable): Statement[] {
    const { unusedMs, maxSessions, maxOfHolder } = this.bounds;
    const { holder, opened_at: nowMs } = session;
    const over = db
      .deleteFrom('sessions')
      .where((is) => is.or([is('ends_at', '<=', nowMs), is('used_at', '<=', nowMs - unusedMs)]));
    const newest = db.selectFrom('sessions').select('hash').orderBy('opened_at', 'desc').orderBy('hash');
    const ofHolder = newest
      .where('holder', '=', holder)
      .limit(ALL)
      .offset(maxOfHolder - 1);
    const ofAll = newest.limit(ALL).offset(maxSessions - 1);
    return [
      over.compile(),
      db.deleteFrom('sessions').where('hash', 'in', ofHolder).compile(),
      db.deleteFrom('sessions').where('hash', 'in', ofAll).compile(),
      db.insertInto('sessions').values(session).compile(),
    ];
  }

  /** Also one whose time is up. `null` = it was ended, or never was. */
  async find(db: Kysely<Database>, hash: string): Promise<SessionsTable | null> {
    const row = await db.selectFrom('sessions').selectAll().where('hash', '=', hash).executeTakeFirst();
    return row ?? null;
  }

  used(db: Kysely<Database>, hash: string, nowMs: number): Statement {
    return db
      .updateTable('sessions')
      .set({ used_at: nowMs })
      .where('hash', '=', hash)
      .where('used_at', '<', nowMs)
      .compile();
  }

  end(db: Kysely<Database>, hashes: readonly string[]): Statement {
    return db.deleteFrom('sessions').where('hash', 'in', hashes).compile();
  }
}
