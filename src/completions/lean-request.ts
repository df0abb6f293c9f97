import type { GatewayError } from '../common/errors.js';
import { isAboutLength, refusedOf, withoutAdditions, WISH_FOR_USAGE } from './additions.js';
import type { CallRun } from './call-run.js';
import type { PreparedTarget } from './prepare-target.js';
import type { ProviderHealth } from './provider-health.js';

/** The provider's retry budget, as a request that is sent again at once needs it. */
export interface RetryLeave {
  /** Counts a request that is sent whatever the budget says. */
  takeRetry(): void;
  /** @returns whether the budget has one left; then it is counted. */
  tryTakeRetry(): boolean;
}

/** What models are known to refuse. */
type Memory = Pick<ProviderHealth, 'refusedAdditions' | 'unexplainedRefusals' | 'vainTries'>;

/**
 * The request of one call to one target, from which goes what the gateway added and the provider refuses. Nothing that
 * the caller wrote is ever taken out.
 *
 * Asking again because of a refusal that names an addition needs no leave of the retry budget, but is counted by it:
 * each addition goes once, and what helped is remembered. Where it was in vain, such a name is not believed for a
 * minute, or, of a refusal that depends on the length of a prompt, only with leave of the budget. A refusal that says
 * nothing may be about anything, so asking again needs leave, is not done for a while once it was in vain, and what
 * helped is remembered at its second time. The wish for usage goes first, alone: where that helps, it was the cause,
 * and is remembered at once.
 */
export class LeanRequest {
  private readonly named = new Set<string>();
  private readonly unexplained = new Set<string>();
  /** Of the last refusal by name that something went for. */
  private wordsOfName: string | null = null;
  private readonly begunMs: number;

  constructor(
    private current: PreparedTarget,
    private readonly memory: Memory,
    private readonly run: CallRun,
  ) {
    this.begunMs = memory.unexplainedRefusals.nowMs;
  }

  /** As the target is to be asked next. */
  get prepared(): PreparedTarget {
    return this.current;
  }

  /** @returns whether something went that the refusal is about, and the provider is worth being asked again. */
  takeOut(refusal: GatewayError, leave: RetryLeave): boolean {
    const refused = this.refusedBy(refusal);
    if (refused.length === 0 || !this.hasLeave(refusal, leave)) {
      this.noteVain(refusal);
      return false;
    }
    this.current = withoutAdditions(this.current, new Set(refused));
    this.run.history.addRefused(this.current.target, refused);
    if (!refusal.isUnexplained) this.wordsOfName = wordsOf(refusal);
    const learnt = refusal.isUnexplained ? this.unexplained : this.named;
    if (!isAboutLength(refusal)) refused.forEach((parameter) => learnt.add(parameter));
    return true;
  }

  /** What was taken out was what the provider refused: it answers now. */
  answered(): void {
    const { refusedAdditions, unexplainedRefusals } = this.memory;
    const [id, model] = this.key;
    const accepted = this.current.additions.map(({ parameter }) => parameter);
    unexplainedRefusals.answered(id, model, accepted);
    if (this.wordsOfName !== null) this.memory.vainTries.wasRight(id, model);
    const learnt = [...this.named, ...this.surelyRefused()];
    if (learnt.length > 0) refusedAdditions.remember(id, model, learnt);
  }

  private surelyRefused(): Iterable<string> {
    const { unexplained } = this;
    const isWishAlone = unexplained.size === 1 && unexplained.has(WISH_FOR_USAGE);
    if (unexplained.size === 0 || isWishAlone) return unexplained;
    return this.memory.unexplainedRefusals.confirmed(...this.key, unexplained, this.begunMs);
  }

  private refusedBy(refusal: GatewayError): readonly string[] {
    const names = refusedOf(refusal, this.current.additions).map(({ parameter }) => parameter);
    return refusal.isUnexplained && names.includes(WISH_FOR_USAGE) ? [WISH_FOR_USAGE] : names;
  }

  private hasLeave(refusal: GatewayError, leave: RetryLeave): boolean {
    const { unexplainedRefusals, vainTries } = this.memory;
    if (refusal.isUnexplained) return !unexplainedRefusals.isInVain(...this.key) && leave.tryTakeRetry();
    if (vainTries.isInVain(...this.key)) return isAboutLength(refusal) && leave.tryTakeRetry();
    leave.takeRetry();
    return true;
  }

  private noteVain(refusal: GatewayError): void {
    const { unexplainedRefusals, vainTries } = this.memory;
    if (refusal.isUnexplained && this.unexplained.size > 0) unexplainedRefusals.triedInVain(...this.key);
    if (wordsOf(refusal) === this.wordsOfName) vainTries.triedInVain(...this.key);
  }

  /** Provider, and model by its name there. */
  private get key(): readonly [string, string] {
    const { target, request } = this.current;
    return [target.provider.definition.id, request.model];
  }
}

/** What a refusal says, but for numbers and ids that differ each time. Another fault is told by other words. */
function wordsOf({ code, message }: GatewayError): string {
  return `${code} ${message.replace(/\w*\d\w*/g, '')}`;
}
