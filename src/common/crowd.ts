/**
 * Objects that come and go all the time, in no order. In a `Set` each growth leaves a table behind that points to the
 * next: once one of them is old, V8's collections of what is young keep everything that came after it, until it
 * collects all there is.
 */
export class Crowd<T extends object> implements Iterable<T> {
  private readonly members: T[] = [];
  /** Where a member stands, on itself. */
  private readonly place: symbol = Symbol('place');

  get size(): number {
    return this.members.length;
  }

  add(member: T): void {
    const { members, place } = this;
    if ((member as Placed)[place] !== undefined) return;
    (member as Placed)[place] = members.push(member) - 1;
  }

  delete(member: T): void {
    const { members, place } = this;
    const at = (member as Placed)[place];
    if (at === undefined) return;
    (member as Placed)[place] = undefined;
    const last = members.pop();
    if (last === undefined || last === member) return;
    members[at] = last;
    (last as Placed)[place] = at;
  }

  /** As they are now: who goes meanwhile is among them. */
  [Symbol.iterator](): IterableIterator<T> {
    return [...this.members][Symbol.iterator]();
  }
}

type Placed = Record<symbol, number | undefined>;
