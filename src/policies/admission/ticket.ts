/** Leave to be inside a bound. A call that was let in leaves once, however it ended. */
export interface Ticket {
  /** Gives the place back; called again, it does nothing. */
  leave(): void;
}

/** A ticket that tells `onLeave` once. */
export function ticket(onLeave: () => void): Ticket {
  let isInside = true;
  return {
    leave() {
      if (!isInside) return;
      isInside = false;
      onLeave();
    },
  };
}
