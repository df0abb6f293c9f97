import type { Clock } from '../common/clock.js';
import { RecentModels } from './recent-models.js';

const MAX_MODELS = 1_000;
const PAUSE_MS = 60_000;

/**
 * Models that refused a request for an addition of the gateway's, by its name, and refused it without that addition,
 * too. Their word costs a second request that mends nothing, so it is not taken again for a minute.
 */
export class VainTries {
  private readonly untilMs = new RecentModels<number>(MAX_MODELS);

  constructor(private readonly clock: Clock) {}

  /** @param model by its name at the provider. */
  isInVain(providerId: string, model: string): boolean {
    return (this.untilMs.get(providerId, model) ?? -Infinity) > this.clock.monotonicMs();
  }

  /** The model refused the request without the addition, too. */
  triedInVain(providerId: string, model: string): void {
    this.untilMs.put(providerId, model, this.clock.monotonicMs() + PAUSE_MS);
  }

  /** What the model refused by its name was what it refused: its word is good. */
  wasRight(providerId: string, model: string): void {
    this.untilMs.put(providerId, model, null);
  }
}
