/** Goes on at once with what is known, and later with what is not; nothing waits that need not. */
export function whenKnown<T, R>(value: T | Promise<T>, work: (known: T) => R | Promise<R>): R | Promise<R> {
  return value instanceof Promise ? value.then(work) : work(value);
}
