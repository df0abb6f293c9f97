/** Numbers that come out again in rising order. */
export class MinHeap {
  private readonly entries: number[] = [];

  push(entry: number): void {
    let at = this.entries.length;
    this.entries.push(entry);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = this.entryAt(parent);
      if (above <= entry) break;
      this.entries[at] = above;
      at = parent;
    }
    this.entries[at] = entry;
  }

  /** The smallest entry, taken out; `undefined` = there is none left. */
  pop(): number | undefined {
    const smallest = this.entries[0];
    const last = this.entries.pop();
    if (last !== undefined && this.entries.length > 0) this.sinkFromTop(last);
    return smallest;
  }

  private sinkFromTop(entry: number): void {
    const { length } = this.entries;
    let at = 0;
    for (let child = 1; child < length; child = 2 * at + 1) {
      if (this.entryAt(child + 1) < this.entryAt(child)) child++;
      const below = this.entryAt(child);
      if (below >= entry) break;
      this.entries[at] = below;
      at = child;
    }
    this.entries[at] = entry;
  }

  private entryAt(index: number): number {
    return this.entries[index] ?? Infinity;
  }
}
