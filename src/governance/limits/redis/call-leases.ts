/** Calls at once of this node, by what they are counted in: so long as they last, their leases are renewed. */
export class CallLeases {
  private readonly calls = new Map<string, Set<string>>();
  private count = 0;

  /** @param node in whose name calls are known to other nodes. */
  constructor(private readonly node: string) {}

  /** What the next call is known by. */
  nextCall(): string {
    this.count += 1;
    return `${this.node}:${this.count}`;
  }

  hold(key: string, call: string): void {
    const held = this.calls.get(key) ?? new Set();
    this.calls.set(key, held.add(call));
  }

  drop(key: string, call: string): void {
    const held = this.calls.get(key);
    held?.delete(call);
    if (held?.size === 0) this.calls.delete(key);
  }

  /** All that last, by what they are counted in. */
  all(): readonly (readonly [key: string, calls: readonly string[]])[] {
    return [...this.calls].map(([key, calls]) => [key, [...calls]]);
  }
}
