import type { Kysely } from 'kysely';

/**
 * One step of the schema, forward and back, on both dialects. While nodes are replaced, those of the version before
 * work on the schema of the next: a step adds tables, and columns with a default, and takes nothing away that the
 * version before it reads or writes. What nobody needs any more goes one version later.
 */
export interface Migration {
  /** Counted from 1, without gaps. */
  readonly version: number;
  readonly name: string;
  up(db: Kysely<unknown>): Promise<void>;
  down(db: Kysely<unknown>): Promise<void>;
}
