import { StoreAwayError, type Statement, type StatementResult } from './store.js';

/** Runs statements as one transaction. */
export type RunTransaction = (statements: readonly Statement[]) => Promise<readonly StatementResult[]>;

interface Batch {
  readonly statements: readonly Statement[];
  readonly resolve: (results: readonly StatementResult[]) => void;
  readonly reject: (error: unknown) => void;
}

/** More statements than this go into a transaction of their own, so that nobody waits for thousands of others. */
const MAX_STATEMENTS = 512;

/**
 * Batches that are handed in while a transaction runs go into the next one together: however many writers there are,
 * each waits for two flushes to the disk at most. Batches keep their order.
 */
export class GroupCommit {
  private waiting: Batch[] = [];
  private isRunning = false;
  private idle: (() => void) | null = null;

  constructor(private readonly run: RunTransaction) {}

  /** All or none; resolves when it is durable. */
  write(statements: readonly Statement[]): Promise<readonly StatementResult[]> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ statements, resolve, reject });
      if (!this.isRunning) void this.runAll();
    });
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    if (this.isRunning) await new Promise<void>((resolve) => (this.idle = resolve));
  }

  private async runAll(): Promise<void> {
    this.isRunning = true;
    while (this.waiting.length > 0) await this.runGroup(this.nextGroup());
    this.isRunning = false;
    this.idle?.();
  }

  private nextGroup(): readonly Batch[] {
    let statements = 0;
    const end = this.waiting.findIndex((batch, at) => {
      statements += batch.statements.length;
      return at > 0 && statements > MAX_STATEMENTS;
    });
    return this.waiting.splice(0, end === -1 ? this.waiting.length : end);
  }

  private async runGroup(group: readonly Batch[]): Promise<void> {
    try {
      const results = await this.run(group.flatMap(({ statements }) => statements));
      let at = 0;
      for (const { statements, resolve } of group) resolve(results.slice(at, (at += statements.length)));
    } catch (error) {
      // it may have been written: what adds to something would add to it twice
      const isOver = group.length === 1 || error instanceof StoreAwayError;
      for (const batch of group) {
        if (isOver) batch.reject(error);
        // one that is refused takes none of the others with it
        else await this.runGroup([batch]);
      }
    }
  }
}
