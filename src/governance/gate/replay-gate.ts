import { toGatewayError } from '../../common/errors.js';
import type { HeadersInTurns } from '../../common/http/headers-in-turns.js';
import { toPicoUsd } from '../../common/pico-usd.js';
import { modelMatcher } from '../../config/config-file/model-matcher.js';
import type { BudgetStates } from '../budgets/budget-states.js';
import type { ScopedBudget } from '../budgets/budget.js';
import type { SpendingRules } from '../budgets/spending-rules.js';
import { checkReplayAllowed, type Everybody } from '../identity/check-allowed.js';
import type { Ledger } from '../ledger/ledger.js';
import { hasRow } from '../ledger/ledger-rows.js';
import type { ReplayedCall, ReplaySource } from '../ledger/replayed-call.js';
import { StoreAwayError } from '../../storage/store-errors.js';
import { remainingHeaders } from '../budgets/remaining-header.js';
import { limitHeaders } from '../limits/limit-headers.js';
import { limitExceeded } from '../limits/limit-refusal.js';
import { isReached, type LimitStore } from '../limits/limit-store.js';
import { limitKey, windowMsOf, type ScopedLimit } from '../limits/limit.js';
import { ignoredHeaders } from './tags.js';
import { spenderByOrigin } from './request-facts.js';

export interface ReplayGateOptions {
  readonly everybody: Everybody;
  readonly rules: SpendingRules;
  readonly budgets: Pick<BudgetStates, 'of'>;
  readonly limits: LimitStore;
  /** `null` = no rows are kept. */
  readonly ledger: Ledger | null;
}

/** Lets calls in that no provider is asked for: they cost nothing, and count as requests. */
export class ReplayGate {
  constructor(private readonly options: ReplayGateOptions) {}

  /**
   * @returns what the answer tells of the room that is left, as headers.
   * @throws GatewayError `auth.not_allowed`, `limit.exceeded`
   */
  async enter(replayed: ReplayedCall): Promise<HeadersInTurns> {
    const { ledger, rules } = this.options;
    const { origin } = replayed;
    const spender = spenderByOrigin(origin);
    const { budgets, limits } = rules.of(spender);
    const headers = await this.letIn(replayed, limits).catch((thrown: unknown) => {
      const error = toGatewayError(thrown);
      if (hasRow(error)) ledger?.replayRefused(replayed, spender, error);
      throw error;
    });
    await ledger?.replayed(replayed, spender);
    const remaining = await this.remaining(budgets, replayed.atMs);
    return [...headers, ...ignoredHeaders(spender.ignoredTags), ...remaining];
  }

  private async letIn(
    { origin, source, atMs }: ReplayedCall,
    limits: readonly ScopedLimit[],
  ): Promise<HeadersInTurns> {
    checkReplayAllowed(origin.caller, source, this.options.everybody);
    const counted = limits.filter((limit) => isCounted(limit, source));
    return this.count(counted, atMs);
  }

  /** Of the tightest budget. It costs nothing: where that is not known, the answer is given without it. */
  private async remaining(budgets: readonly ScopedBudget[], atMs: number): Promise<HeadersInTurns> {
    if (budgets.length === 0) return [];
    try {
      const states = await this.options.budgets.of(budgets, atMs);
      return remainingHeaders(states.map(({ remaining_usd }) => toPicoUsd(remaining_usd) ?? 0n));
    } catch (error) {
      if (error instanceof StoreAwayError) return [];
      throw error;
    }
  }

  private async count(limits: readonly ScopedLimit[], atMs: number): Promise<HeadersInTurns> {
    if (limits.length === 0) return [];
    const wishes = limits.map((limit) => ({
      key: limitKey(limit),
      limit: limit.limit,
      amount: 1,
      windowMs: windowMsOf(limit),
    }));
    const outcome = await this.options.limits.take(wishes);
    if (isReached(outcome)) throw limitExceeded(limits[outcome.index]!, outcome, atMs);
    outcome.settle(wishes.map(({ amount }) => amount));
    return limitHeaders(limits, outcome.states);
  }
}

function isCounted({ kind, model }: ScopedLimit, { provider, modelSent }: ReplaySource): boolean {
  return kind === 'requests' && (model === null || modelMatcher([model]).test(`${provider}/${modelSent}`));
}
