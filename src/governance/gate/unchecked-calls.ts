import type { Logger } from '@nestjs/common';
import { toGatewayError } from '../../common/errors.js';
import type { MoneyTally } from '../alerts/money-tally.js';

/** An outage is told of once in so long. */
const TOLD_MS = 60_000;

/** Lets calls pass whose budgets nobody can be asked for, as the operator wants it (`budget_fail: open`). */
export class UncheckedCalls {
  private toldMs = -Infinity;

  constructor(
    private readonly tally: MoneyTally,
    private readonly logger: Pick<Logger, 'warn'>,
  ) {}

  /** @param error what the store said; it has to be away. */
  mayPass(nowMs: number, error: unknown): boolean {
    if (toGatewayError(error).code !== 'gateway.store_away') return false;
    this.tally.unchecked.passed += 1;
    if (nowMs - this.toldMs >= TOLD_MS) {
      this.toldMs = nowMs;
      this.logger.warn('The store is away: calls under a budget pass unchecked (budget_fail: open).');
    }
    return true;
  }
}
