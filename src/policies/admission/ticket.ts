/** Leave to be inside a bound. A call that was let in leaves once, however it ended. */
export interface Ticket {
  /** Gives the place back; called again, it does nothing. */
  leave(): void;
}
