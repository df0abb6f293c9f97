import type { CallPermit } from '../call-permit.js';

/** A call on the quick way. */
export interface Relay {
  /** The usual way takes over. */
  readonly goOn: () => void;
}

interface GatedRelayOptions<T extends Relay> {
  /** Begins the call; `null` = it is not like most by now. */
  readonly begin: (permit: CallPermit | null) => T | null;
  /** The usual way begins anew, and says what is wrong. */
  readonly goOn: () => void;
}

/** Begins a call that was let in; its room is given back where it does not begin. @throws what `begin` does. */
export function beginOrRelease<T>(
  permit: CallPermit | null,
  begin: (permit: CallPermit | null) => T | null,
): T | null {
  let relay: T | null = null;
  try {
    relay = begin(permit);
    return relay;
  } finally {
    if (relay === null) permit?.release();
  }
}

/** A call that waits to be let in, and goes the quick way from there on. */
export class GatedRelay<T extends Relay> implements Relay {
  private relay: T | null = null;
  private isLeft = false;

  constructor(
    entering: Promise<CallPermit | null>,
    private readonly options: GatedRelayOptions<T>,
  ) {
    // Why it was not let in, the usual way says.
    entering.then(this.entered, this.goOn);
  }

  /** What became of it; `null` = it waits still, or went the usual way. */
  get begun(): T | null {
    return this.relay;
  }

  readonly goOn = (): void => {
    if (this.relay) this.relay.goOn();
    else if (!this.isLeft) {
      this.isLeft = true;
      this.options.goOn();
    }
  };

  private readonly entered = (permit: CallPermit | null): void => {
    this.relay = this.isLeft ? null : this.begin(permit);
    if (this.relay) return;
    permit?.release();
    this.goOn();
  };

  /** Nobody waits for what is thrown here: its caller would wait for ever, and its room be taken. */
  private begin(permit: CallPermit | null): T | null {
    try {
      return this.options.begin(permit);
    } catch {
      return null; // why, the usual way says
    }
  }
}
