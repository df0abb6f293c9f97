import { Histogram, type LabelValues } from '@prometheus-io/client';

/** What the client keeps for one set of labels; its types leave that out. */
interface Entry {
  sum: number;
  count: number;
  readonly bucketValues: Record<number, number>;
}

/** A histogram that takes many equal values at once: the words of a stream come together. */
export class BulkHistogram<Label extends string> extends Histogram<Label> {
  /** The same as to observe the value so many times. */
  observeTimes(labels: LabelValues<Label>, value: number, times: number): void {
    this.observe(labels, value);
    if (times <= 1) return;
    const { store, upperBounds } = this as unknown as {
      readonly store: { entry(labels: object): Entry };
      readonly upperBounds: readonly number[];
    };
    const more = times - 1;
    const entry = store.entry(labels);
    entry.sum += value * more;
    entry.count += more;
    const bound = upperBounds.find((upper) => value <= upper);
    if (bound !== undefined) entry.bucketValues[bound]! += more;
  }
}
