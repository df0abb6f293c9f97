import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Journal } from '../journal/journal.js';

/** The files of an open store: a process that has them open writes on, unseen, where they were deleted or replaced. */
export class StoreFiles {
  private readonly path: string;
  private readonly first: string | null;

  constructor(
    folder: string,
    private readonly journal: Journal,
  ) {
    this.path = join(folder, 'tollgate.db');
    this.first = this.identity();
  }

  /** They are still those that were opened. */
  get areThere(): boolean {
    return this.isDatabaseThere && this.journal.isThere;
  }

  /** The same of the database alone: what is in its tables is found again. */
  get isDatabaseThere(): boolean {
    return this.first === this.identity();
  }

  private identity(): string | null {
    try {
      const { dev, ino } = statSync(this.path);
      return `${dev}:${ino}`;
    } catch {
      // as good as gone where nobody may look for it
      return null;
    }
  }
}
