/** How far the calls counted in one slot of a window differ from what was estimated for them. */
export interface SlotChange {
  /** Of the window. */
  readonly key: string;
  readonly windowMs: number;
  readonly slot: number;
  readonly difference: number;
}

/** Beyond so many slots, corrections are lost: there the estimates count until their windows end. */
const MAX_SLOTS = 10_000;

/** Corrections for calls that ended while Redis was away, until it is back: one sum a slot, so that they stay few. */
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
