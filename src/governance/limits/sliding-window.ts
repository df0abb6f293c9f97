/** Into so many slots a window is cut: what was counted is forgotten no later than a slot behind its time. */
export const SLOTS = 240;

interface Slot {
  readonly index: number;
  amount: number;
}

/** How much was counted, and how long ago at least. */
export interface AgedAmount {
  readonly ageMs: number;
  readonly amount: number;
}

/**
 * What was counted within a time that slides along. Within no such time there is more than was allowed; of what may
 * come in the long run, a 240th at most is lost. Times are monotonic, in milliseconds.
 */
export class SlidingWindow {
  private readonly slots: Slot[] = [];
  /** Those before it are forgotten; they are cut off many at once. */
  private first = 0;
  private readonly slotMs: number;
  private sum = 0;

  constructor(readonly windowMs: number) {
    this.slotMs = windowMs / SLOTS;
  }

  /** What counts at this moment. */
  usedAt(nowMs: number): number {
    this.forget(nowMs);
    return this.sum;
  }

  /** @returns the slot in which it is counted. */
  add(amount: number, nowMs: number): number {
    const index = this.slotAt(nowMs);
    // who only looks leaves no trace
    if (amount === 0) return index;
    this.sum += amount;
    const { last } = this;
    if (last && last.index >= index) {
      last.amount += amount;
      return last.index;
    }
    this.slots.push({ index, amount });
    return index;
  }

  /** What was counted in a slot turns out to be more or less; less of what is forgotten by now changes nothing. */
  correct(slotIndex: number, difference: number, nowMs: number): void {
    if (difference === 0) return;
    this.forget(nowMs);
    const at = this.placeOf(slotIndex);
    const slot = this.slots[at];
    if (slot) {
      slot.amount += difference;
      this.sum += difference;
      if (slot.amount <= 0) this.slots.splice(at, 1);
    } else if (difference > 0) this.add(difference, nowMs);
  }

  /** Of most calls it is among the last. `-1` = it is forgotten. */
  private placeOf(slotIndex: number): number {
    let at = this.slots.length - 1;
    while (at >= this.first && this.slots[at]!.index !== slotIndex) at -= 1;
    return at < this.first ? -1 : at;
  }

  /** Until so much is free below the limit, in milliseconds. */
  waitFor(amount: number, limit: number, nowMs: number): number {
    let left = this.usedAt(nowMs);
    for (let at = this.first; at < this.slots.length; at += 1) {
      if (left + amount <= limit) break;
      const slot = this.slots[at]!;
      left -= slot.amount;
      if (left + amount <= limit) return this.endOf(slot) - nowMs;
    }
    return 0;
  }

  /** Until nothing counts any more, in milliseconds. */
  emptyIn(nowMs: number): number {
    this.forget(nowMs);
    const { last } = this;
    return last ? this.endOf(last) - nowMs : 0;
  }

  /** What counts at this moment, by how long ago it was counted at least, in milliseconds. */
  agesAt(nowMs: number): readonly AgedAmount[] {
    this.forget(nowMs);
    return this.slots
      .slice(this.first)
      .filter(({ amount }) => amount > 0)
      .map(({ index, amount }) => ({ ageMs: Math.max(0, nowMs - (index + 1) * this.slotMs), amount }));
  }

  private get last(): Slot | undefined {
    return this.slots.length > this.first ? this.slots[this.slots.length - 1] : undefined;
  }

  private forget(nowMs: number): void {
    const { slots } = this;
    while (this.first < slots.length && this.endOf(slots[this.first]!) <= nowMs) {
      this.sum -= slots[this.first]!.amount;
      this.first += 1;
    }
    if (this.first === 0 || (this.first < SLOTS && this.first < slots.length)) return;
    slots.splice(0, this.first);
    this.first = 0;
  }

  private slotAt(nowMs: number): number {
    return Math.floor(nowMs / this.slotMs);
  }

  /** When the last that may be in it is as old as the window is long. */
  private endOf({ index }: Slot): number {
    return (index + 1) * this.slotMs + this.windowMs;
  }
}
