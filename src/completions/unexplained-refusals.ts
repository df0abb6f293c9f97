import type { Clock } from '../common/clock.js';
import { RecentModels } from './recent-models.js';

const MAX_MODELS = 1_000;
/** So long a model is not asked again without additions after that was in vain; twice as long after each further time. */
const FIRST_PAUSE_MS = 60_000;
const MAX_PAUSE_MS = 900_000;
/** A suspicion that is not confirmed by then is forgotten. */
const SUSPICION_MS = 3_600_000;

/** What the refusals without a word of one model have shown so far. Times are monotonic. */
interface Doubts {
  /** Until then another try without additions is held to be in vain. */
  readonly vainUntilMs: number;
  /** The pause after the next vain try. */
  readonly pauseMs: number;
  /** When an addition was first missing from a request that was answered after such a refusal. */
  readonly suspects: ReadonlyMap<string, number>;
}

const NO_DOUBTS: Doubts = Object.freeze({
  vainUntilMs: -Infinity,
  pauseMs: FIRST_PAUSE_MS,
  suspects: new Map(),
});

/**
 * What is known of models that refuse requests without saying why. Such a refusal may be about an addition of the
 * gateway's, or about anything else: a prompt, a passing fault. So a try without the additions is not made again for a
 * while after it was in vain, and what helped once is a suspicion, which a second time confirms.
 */
export class UnexplainedRefusals {
  private readonly models = new RecentModels<Doubts>(MAX_MODELS);

  constructor(private readonly clock: Clock) {}

  /** The present moment on the clock that `confirmed` compares with. */
  get nowMs(): number {
    return this.clock.monotonicMs();
  }

  /** @param model by its name at the provider. */
  isInVain(providerId: string, model: string): boolean {
    return this.of(providerId, model).vainUntilMs > this.nowMs;
  }

  /** The model refused the request without additions, too. Calls that find so together make one pause. */
  triedInVain(providerId: string, model: string): void {
    if (this.isInVain(providerId, model)) return;
    const doubts = this.of(providerId, model);
    const pauseMs = Math.min(doubts.pauseMs * 2, MAX_PAUSE_MS);
    this.models.put(providerId, model, { ...doubts, vainUntilMs: this.nowMs + doubts.pauseMs, pauseMs });
  }

  /** The model answers, and takes these additions: none of them is suspected any more, and pauses are short again. */
  answered(providerId: string, model: string, accepted: Iterable<string>): void {
    const doubts = this.models.get(providerId, model);
    if (!doubts) return;
    const suspects = new Map(doubts.suspects);
    for (const parameter of accepted) suspects.delete(parameter);
    const vainUntilMs = Math.min(doubts.vainUntilMs, this.nowMs + FIRST_PAUSE_MS);
    const isOver = suspects.size === 0 && vainUntilMs <= this.nowMs;
    this.models.put(providerId, model, isOver ? null : { ...NO_DOUBTS, suspects, vainUntilMs });
  }

  /**
   * The model answered once these were left out.
   * @param begunMs when the call began: what came of another call meanwhile may have had the same passing cause.
   * @returns those that had been suspected before the call; the others are from now on.
   */
  confirmed(
    providerId: string,
    model: string,
    parameters: Iterable<string>,
    begunMs: number,
  ): readonly string[] {
    const doubts = this.of(providerId, model);
    const oldestMs = this.nowMs - SUSPICION_MS;
    const suspects = new Map([...doubts.suspects].filter(([, sinceMs]) => sinceMs > oldestMs));
    const all = [...parameters];
    const known = all.filter((parameter) => (suspects.get(parameter) ?? Infinity) <= begunMs);
    for (const parameter of all) if (!suspects.has(parameter)) suspects.set(parameter, this.nowMs);
    for (const parameter of known) suspects.delete(parameter);
    this.models.put(providerId, model, { ...doubts, suspects });
    return known;
  }

  private of(providerId: string, model: string): Doubts {
    return this.models.get(providerId, model) ?? NO_DOUBTS;
  }
}
