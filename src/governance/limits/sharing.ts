/** Whether limits are counted together with other nodes. */
export interface LimitSharing {
  /** The other nodes cannot be asked: this one keeps to its share. */
  readonly areAway: boolean;
  /** How many calls were let in or refused by this node alone. */
  readonly decidedAlone: number;
}

/** Under which Nest finds the `SharedLimits`; `null` = no other nodes share them. */
export const SHARED_LIMITS = Symbol('SHARED_LIMITS');
