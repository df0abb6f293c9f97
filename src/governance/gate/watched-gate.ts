import type { CallAtGate, CallGate } from '../../completions/call-gate.js';

/** Told of each call before it is let in. */
export interface GateWatcher {
  began(asked: CallAtGate): void;
}

/** A gate with somebody beside it who sees who comes, and lets nobody in. */
export class WatchedGate implements CallGate {
  constructor(
    private readonly gate: CallGate,
    private readonly watcher: GateWatcher,
  ) {}

  enter(asked: CallAtGate): ReturnType<CallGate['enter']> {
    this.watcher.began(asked);
    return this.gate.enter(asked);
  }

  check(asked: CallAtGate): void {
    this.gate.check(asked);
  }
}
