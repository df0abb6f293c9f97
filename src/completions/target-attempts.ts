import { toGatewayError, type GatewayError } from '../common/errors.js';
import type { Random } from '../common/random.js';
import type { CallKeys } from '../policies/key-pool/call-keys.js';
import type { PaidRetry } from '../policies/retry/retry-budget.js';
import { retryDelayMs, type RetryLimits } from '../policies/retry/retry.policy.js';
import type { ApiKey } from '../port/provider-definition.js';
import type { CallRun } from './call-run.js';
import type { BegunAttempt } from './relay/begun-attempt.js';
import type { PreparedTarget } from './prepare-target.js';
import type { Lease, ProviderHealth } from './provider-health.js';

/** While there is another target to ask, a call waits no longer than this for one that asked for a pause. */
const MAX_WAIT_BEFORE_FALLBACK_MS = 1_000;

interface TargetAttemptsOptions {
  readonly health: ProviderHealth;
  readonly retry: RetryLimits;
  readonly random: Random;
}

/** How often one target of a call is asked: with each of its keys, and again after a wait, under its budget. */
export class TargetAttempts {
  readonly keys: CallKeys;
  private attempt = 1;
  private failed: GatewayError | null = null;
  /** A retry that is counted, and not made yet. */
  private paid: PaidRetry | null = null;

  constructor(
    private readonly prepared: PreparedTarget,
    private readonly run: CallRun,
    private readonly hasNext: boolean,
    private readonly options: TargetAttemptsOptions,
  ) {
    this.keys = run.keysOf(prepared.target.provider, this.pool, prepared.request.model);
  }

  /**
   * Leave for the next request.
   * @param sameKey the key to use; left out, the one whose turn it is.
   * @throws GatewayError what failed before; a refusal of ours tells less than that.
   */
  lease(sameKey?: ApiKey | null): Lease {
    const { target, request } = this.prepared;
    try {
      const keys = sameKey === undefined ? this.keys : { take: () => sameKey };
      const { callerId } = this.run;
      const lease = this.options.health.lease(target.provider, request.model, { keys, callerId });
      if (this.failed === null && this.run.history.isFirstRequestTo(target.provider))
        this.budget.countRequest();
      this.paid = null;
      return lease;
    } catch (thrown) {
      this.takeBack();
      const refusal = this.failed ?? toGatewayError(thrown);
      throw this.isTooLong(refusal) ? this.notAgain(refusal) : refusal;
    }
  }

  /** The request that is under way already: it is counted, too. */
  adopt(begun: BegunAttempt): Lease {
    this.run.history.isFirstRequestTo(this.prepared.target.provider);
    return begun.lease;
  }

  /**
   * Returns when the target may be asked again: at once with another key, or after a wait.
   * @throws GatewayError `failed`, if it may not; what ended the call, if that came first.
   */
  async again(failed: GatewayError): Promise<void> {
    this.failed = failed;
    const { provider } = this.prepared.target;
    const { model } = this.prepared.request;
    const changesKey = failed.traits.keyCooldown !== 'none' && this.keys.hasAnother;
    const delayMs = changesKey ? 0 : this.delayMs(failed);
    if (delayMs === null) throw this.isTheLastWord(failed) ? this.notAgain(failed) : failed;
    if (this.options.health.isCircuitOpen(provider, model, this.run.callerId)) throw failed;
    // Another key is another account, and is asked whatever the budget says, as long as it may be about the keys.
    if (changesKey && !this.pool.isInDoubt) this.paid = this.budget.takeRetry();
    else this.pay(failed);
    if (changesKey) return;
    this.attempt += 1;
    await this.wait(delayMs);
  }

  /** Counts a request that is sent whatever the budget says; `lease` comes next. */
  takeRetry(): void {
    this.paid = this.budget.takeRetry();
  }

  /** @returns whether the budget has a retry left; then it is counted, and `lease` comes next. */
  tryTakeRetry(): boolean {
    this.paid = this.budget.tryTakeRetry();
    return this.paid !== null;
  }

  private async wait(delayMs: number): Promise<void> {
    try {
      await this.run.wait(delayMs);
    } catch (error) {
      this.takeBack();
      throw error;
    }
  }

  /** Before the wait, so that no call waits for a retry that others have spent by then. */
  private pay(failed: GatewayError): void {
    this.paid = this.budget.tryTakeRetry();
    if (!this.paid) throw this.notAgain(failed);
  }

  private takeBack(): void {
    this.paid?.giveBack();
    this.paid = null;
  }

  private get budget() {
    return this.options.health.budgetOf(this.prepared.target.provider);
  }

  private get pool() {
    return this.options.health.poolOf(this.prepared.target.provider);
  }

  /** As the policy says, but not before a key is back. */
  private delayMs(error: GatewayError): number | null {
    const { attempt, limits } = this;
    const { remainingMs } = this.run;
    const delayMs = retryDelayMs({ attempt, error, remainingMs }, limits, this.options.random);
    const cooldownMs = this.keys.cooldownMs() ?? 0;
    if (delayMs === null || cooldownMs > limits.maxRetryAfterMs || cooldownMs >= remainingMs) return null;
    return Math.max(delayMs, cooldownMs);
  }

  private get limits(): RetryLimits {
    const { retry } = this.options;
    // A simulator's failure was asked for, and comes again.
    if (this.prepared.target.provider.definition.isSimulated) return { ...retry, maxRetries: 0 };
    if (!this.hasNext) return retry;
    return { ...retry, maxRetryAfterMs: Math.min(retry.maxRetryAfterMs, MAX_WAIT_BEFORE_FALLBACK_MS) };
  }

  /** It would be worth another try, but for a pause or a deadline that leaves no room for it. */
  private isTheLastWord(failed: GatewayError): boolean {
    return this.isTooLong(failed) || (this.attempt <= this.limits.maxRetries && failed.isRetryable);
  }

  /** The provider asks for a longer pause than a call may wait. */
  private isTooLong({ retryAfterMs }: GatewayError): boolean {
    return retryAfterMs !== null && retryAfterMs > this.options.retry.maxRetryAfterMs;
  }

  private notAgain(error: GatewayError): GatewayError {
    this.run.history.refuseRetry(error);
    return error;
  }
}
