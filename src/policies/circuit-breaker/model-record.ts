import type { Clock } from '../../common/clock.js';
import type { BreakerOptions } from './breaker-options.js';
import { OutcomeWindow } from './outcome-window.js';

/**
 * What a model's answers of the last while say of it, judged twice: whether requests are answered at all, and whether
 * answers that began come to their end. A request may be what breaks its own answer in mid-text, so broken answers
 * condemn a model only where not one of many came to its end.
 */
export class ModelRecord {
  private readonly beginnings: OutcomeWindow;
  private readonly ends: OutcomeWindow;

  constructor(clock: Clock, options: Omit<BreakerOptions, 'openMs' | 'probePatienceMs' | 'closingProbes'>) {
    this.beginnings = new OutcomeWindow(clock, options);
    this.ends = new OutcomeWindow(clock, { ...options, failureRate: 1 });
  }

  began(): void {
    this.beginnings.succeeded();
  }

  ended(): void {
    this.ends.succeeded();
  }

  /** @returns whether asking the model is hopeless. */
  failed({ hasBegun }: { readonly hasBegun: boolean }): boolean {
    return (hasBegun ? this.ends : this.beginnings).failed();
  }
}
