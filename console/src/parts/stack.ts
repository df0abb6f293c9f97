/** A part of the sums of a chart. */
export interface Stack {
  readonly name: string;
  /** One for each time. */
  readonly values: readonly number[];
}

/** One of the sums, made of its parts. */
export interface StackedBar {
  readonly key: string;
  readonly name: string;
  /** One for each name of the legend, in its order. */
  readonly sizes: readonly number[];
}
