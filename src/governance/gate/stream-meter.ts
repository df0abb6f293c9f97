import { toGatewayError, type GatewayError } from '../../common/errors.js';
import type { PicoUsd } from '../../common/pico-usd.js';
import type { AnswerOnItsWay } from '../../completions/call-permit.js';
import type { CompletionUsage } from '../../port/canonical.js';
import { answerCutByAllowance, answerCutByBudget } from '../budgets/budget-refusals.js';
import type { Reservation } from '../budgets/reservation.js';
import type { FullBudget } from '../budgets/spend-window.js';
import { leastCostOf, type LeastCost } from './least-cost.js';
import { whenKnown } from './when-known.js';

type MaybeLater<T> = T | Promise<T>;

/** Before so many characters nothing is looked at: what they cost is less than the look. */
const FIRST_LOOK = 256;
/** A stream is given room in steps of this part of what was reserved at first: the store is asked a few times. */
const STEPS = 16n;

/**
 * Ends a stream that costs more than was reserved for it, once its budgets have no room for more, or its caller allows
 * none. It goes by what the provider reports while the answer comes, or else by the fewest tokens that so many
 * characters can be: a provider that keeps to the limits of its request is never cut off.
 */
export class StreamMeter {
  private refusal: GatewayError | null = null;
  private isAsking = false;
  /** Below so many characters it cannot cost more than there is room for. */
  private nextLook = FIRST_LOOK;
  private isMeasured = false;
  private lastUsage: CompletionUsage | null = null;
  /** What attempts before this one were billed. */
  private spentBefore: PicoUsd = 0n;
  private readonly step: PicoUsd;

  constructor(
    private readonly reservation: Pick<Reservation, 'reserved' | 'extend'>,
    /** The most that the call may cost by its own word; `null` = it does not say. */
    private readonly allowed: PicoUsd | null,
  ) {
    this.step = reservation.reserved / STEPS;
  }

  /** A further attempt, behind those that were billed so much. */
  beginAgain(spentBefore: PicoUsd): void {
    this.spentBefore = spentBefore;
    this.nextLook = FIRST_LOOK;
    this.isMeasured = false;
    this.lastUsage = null;
  }

  /** Cheap where nothing is new: it is asked for each piece of a stream. */
  readonly look = (answer: AnswerOnItsWay): MaybeLater<GatewayError | null> => {
    if (this.refusal) return this.refusal;
    const { answerCharacters, isOver, usage } = answer.seen;
    if (isOver || this.isAsking || (answerCharacters < this.nextLook && usage === this.lastUsage))
      return null;
    this.lastUsage = usage;
    const least = leastCostOf(answer);
    if (least === null) {
      this.nextLook = Infinity;
      return null;
    }
    const cost = this.spentBefore + least.cost;
    if (this.allowed !== null && cost > this.allowed)
      return (this.refusal = answerCutByAllowance(this.allowed, cost));
    if (cost > this.reservation.reserved) return this.askForMore(cost, least);
    this.nextLook = this.lookAfter(cost, least);
    return null;
  };

  /** Below so many further characters a look changes nothing, as long as no other counts are reported. */
  readonly room = (answer: AnswerOnItsWay): number => {
    if (!this.isMeasured && answer.seen.model !== null) this.measure(answer);
    return this.refusal ? 0 : this.nextLook - answer.seen.answerCharacters;
  };

  /** Of most streams the first look is so far away that they never come to it. */
  private measure(answer: AnswerOnItsWay): void {
    this.isMeasured = true;
    if (this.nextLook !== FIRST_LOOK) return;
    const least = leastCostOf(answer);
    if (least === null) return;
    const cost = this.spentBefore + least.cost;
    if (cost <= this.mostCost) this.nextLook = Math.max(FIRST_LOOK, this.lookAfter(cost, least));
  }

  private askForMore(cost: PicoUsd, least: LeastCost): MaybeLater<GatewayError | null> {
    const { reservation, step } = this;
    const settled = (full: FullBudget | null): GatewayError | null => {
      this.isAsking = false;
      if (full) this.refusal = answerCutByBudget(full);
      else this.nextLook = this.lookAfter(cost, least);
      return this.refusal;
    };
    this.isAsking = true;
    const asked = whenKnown(reservation.extend(cost - reservation.reserved + step), settled);
    if (!(asked instanceof Promise)) return asked;
    return asked.catch((error: unknown) => (this.refusal = toGatewayError(error)));
  }

  /** By how many characters it may come to more than there is room for. */
  private lookAfter(cost: PicoUsd, { characters, costOfMillion, charactersPerToken }: LeastCost): number {
    if (costOfMillion <= 0n) return Infinity;
    const tokens = Number(((this.mostCost - cost) * 1_000_000n) / costOfMillion) + 1;
    return characters - (characters % charactersPerToken) + tokens * charactersPerToken;
  }

  /** For now. */
  private get mostCost(): PicoUsd {
    const { allowed, reservation } = this;
    return allowed !== null && allowed < reservation.reserved ? allowed : reservation.reserved;
  }
}
