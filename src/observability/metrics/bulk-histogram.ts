import { Histogram, type HistogramConfiguration, type LabelValues } from '@prometheus-io/client';

/** What the client keeps for one set of labels; its types leave that out. */
interface Entry {
  sum: number;
  count: number;
  readonly bucketValues: Record<number, number>;
}

/** So many values of one set of labels wait at most. */
const MAX_WAITING = 256;

/** A value, and how often it was seen, in turn. */
type Waiting = number[];

/**
 * A histogram of what happens several times in each call, as the words of a stream do: values wait, and are sorted into
 * their buckets together, at the latest when somebody looks.
 */
export class BulkHistogram<Label extends string> extends Histogram<Label> {
  private readonly waiting = new Map<LabelValues<Label>, Waiting>();

  constructor(configuration: HistogramConfiguration<Label>) {
    super({ ...configuration, collect: () => this.settle() });
  }

  /**
   * The same as to observe the value so many times.
   * @param labels the same object for the same labels, or each would wait by itself.
   */
  observeTimes(labels: LabelValues<Label>, value: number, times: number): void {
    const waiting = this.waiting.get(labels);
    if (!waiting) this.waiting.set(labels, [value, times]);
    else if (waiting.push(value, times) >= 2 * MAX_WAITING) this.sort(labels, waiting.splice(0));
  }

  private settle(): void {
    for (const [labels, waiting] of this.waiting) this.sort(labels, waiting);
    this.waiting.clear();
  }

  private sort(labels: LabelValues<Label>, [first, times, ...others]: Waiting): void {
    if (first === undefined || times === undefined) return;
    // The client makes the entry, where there is none.
    this.observe(labels, first);
    const { store, upperBounds } = this as unknown as {
      readonly store: { entry(labels: object): Entry };
      readonly upperBounds: readonly number[];
    };
    const entry = store.entry(labels);
    addTo(entry, upperBounds, first, times - 1);
    for (let at = 0; at < others.length; at += 2) addTo(entry, upperBounds, others[at]!, others[at + 1]!);
  }
}

function addTo(entry: Entry, upperBounds: readonly number[], value: number, times: number): void {
  entry.sum += value * times;
  entry.count += times;
  for (const bound of upperBounds) {
    if (value > bound) continue;
    entry.bucketValues[bound]! += times;
    return;
  }
}
