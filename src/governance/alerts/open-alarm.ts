import type { Logger } from '@nestjs/common';
import type { Clock } from '../../common/clock.js';
import { toSeenText } from '../../common/seen-text.js';
import type { Store } from '../../storage/store.js';
import { scopeKey } from '../budgets/budget.js';
import { AlertOutbox } from './alert-outbox.js';
import { BudgetAlarm } from './budget-alarm.js';
import type { MoneyTally } from './money-tally.js';
import type { WebhookTarget } from './webhook.js';

export interface AlarmOptions {
  readonly clock: Clock;
  readonly tally: MoneyTally;
  /** `null` = nobody is to be told. */
  readonly webhook: WebhookTarget | null;
  readonly logger: Logger;
}

/** What notices budgets that run out, and what tells of them; what was left to be told before is told now. */
export function openAlarm(store: Store, { clock, tally, webhook, logger }: AlarmOptions) {
  const onFailure = (error: unknown) =>
    logger.warn(`Budgets were not looked at: ${error instanceof Error ? error.name : typeof error}`);
  const onGivenUp = (id: string) => logger.error(`budget_webhook did not take ${id}: it is given up.`);
  const outbox =
    webhook &&
    new AlertOutbox({ store, clock, random: Math.random, target: webhook, tally, onGivenUp, onFailure });
  const alarm = new BudgetAlarm({
    store,
    clock,
    tally,
    outbox,
    onReached: ({ budget: { scope, per }, percent }) =>
      logger.warn(`${percent} % of a budget are spent: ${toSeenText(scopeKey(scope))}, per ${per}.`),
    onFailure,
  });
  outbox?.wake();
  return { alarm, end: () => outbox?.end() };
}
