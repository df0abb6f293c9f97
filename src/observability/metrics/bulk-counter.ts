import { Counter, type CounterConfiguration, type LabelValues } from '@prometheus-io/client';

/**
 * A counter for what happens in each call: it counts by the identity of the labels' object, and leaves the client
 * library's slower way, by a text made of the labels, for when somebody reads the metrics.
 */
export class BulkCounter<Label extends string> extends Counter<Label> {
  private readonly waiting = new Map<LabelValues<Label>, number>();

  constructor(configuration: CounterConfiguration<Label>) {
    super({ ...configuration, collect: () => this.settle() });
  }

  /**
   * The same as `inc`.
   * @param labels the same object for the same labels, or each would wait by itself.
   */
  count(labels: LabelValues<Label>, amount = 1): void {
    this.waiting.set(labels, (this.waiting.get(labels) ?? 0) + amount);
  }

  private settle(): void {
    for (const [labels, amount] of this.waiting) this.inc(labels, amount);
    this.waiting.clear();
  }
}
