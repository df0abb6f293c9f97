import { Histogram, type HistogramConfiguration, type LabelValues } from '@prometheus-io/client';

/** What the client keeps for one set of labels; its types leave that out. */
interface Entry {
  sum: number;
  count: number;
  readonly bucketValues: Record<number, number>;
}

/**
 * A histogram of what happens several times in each call, as the words of a stream do: values are counted in arrays of
 * numbers, and are the client's once somebody looks. Its own buckets are found by the text of their bound.
 */
export class BulkHistogram<Label extends string> extends Histogram<Label> {
  private readonly waiting = new Map<LabelValues<Label>, Waiting>();
  private readonly bounds: Float64Array;

  /** @param configuration with buckets, in their order. */
  constructor(configuration: HistogramConfiguration<Label> & { readonly buckets: number[] }) {
    super({ ...configuration, collect: () => this.settle() });
    this.bounds = Float64Array.from(configuration.buckets);
  }

  /**
   * The same as to observe the value so many times.
   * @param labels the same object for the same labels, or each would wait by itself.
   */
  observeTimes(labels: LabelValues<Label>, value: number, times: number): void {
    let waiting = this.waiting.get(labels);
    if (!waiting) {
      waiting = new Waiting(this.bounds);
      this.waiting.set(labels, waiting);
    }
    waiting.add(value, times);
  }

  private settle(): void {
    for (const [labels, waiting] of this.waiting) {
      if (waiting.count === 0) continue;
      const { store } = this as unknown as { readonly store: { entry(labels: object): Entry | undefined } };
      // The client makes the entry, where there is none.
      if (!store.entry(labels)) this.zero(labels);
      waiting.moveTo(store.entry(labels)!);
    }
  }
}

/** Values of one set of labels that nobody has looked at. */
class Waiting {
  count = 0;
  private sum = 0;
  private readonly inBuckets: Float64Array;

  constructor(private readonly bounds: Float64Array) {
    this.inBuckets = new Float64Array(bounds.length);
  }

  add(value: number, times: number): void {
    const { bounds, inBuckets } = this;
    this.sum += value * times;
    this.count += times;
    let at = 0;
    while (at < bounds.length && value > bounds[at]!) at += 1;
    if (at < bounds.length) inBuckets[at]! += times;
  }

  moveTo(entry: Entry): void {
    const { bounds, inBuckets } = this;
    entry.sum += this.sum;
    entry.count += this.count;
    for (let at = 0; at < bounds.length; at += 1) entry.bucketValues[bounds[at]!]! += inBuckets[at]!;
    this.sum = 0;
    this.count = 0;
    inBuckets.fill(0);
  }
}
