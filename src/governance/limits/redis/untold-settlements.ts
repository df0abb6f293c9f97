/** By how much more, or less, than thought calls came to that were counted in one slot of a window. */
export interface SlotChange {
  /** Of the window. */
  readonly key: string;
  readonly windowMs: number;
  readonly slot: number;
  readonly difference: number;
}

/** Of more slots what is told is lost: there it counts as it was thought, until its window ends. */
const MAX_SLOTS = 10_000;

/** What calls came to that ended while Redis was away, until it can be told: sums by slot, so that there are few. */
export class UntoldSettlements {
  private changes = new Map<string, SlotChange>();

  add({ key, windowMs, slot, difference }: SlotChange): void {
    const name = `${slot} ${key}`;
    const known = this.changes.get(name);
    if (!known && this.changes.size >= MAX_SLOTS) return;
    this.changes.set(name, { key, windowMs, slot, difference: (known?.difference ?? 0) + difference });
  }

  /** All that there are; they are not kept any longer. */
  takeAll(): readonly SlotChange[] {
    const all = [...this.changes.values()];
    this.changes = new Map();
    return all.filter(({ difference }) => difference !== 0);
  }
}
