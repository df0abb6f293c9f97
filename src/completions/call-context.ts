import type { CallReport } from './completion-outcome.js';

/** What a surface hands down with a call. It travels as an argument: no request scope, no async-local state. */
export interface CallContext {
  readonly requestId: string;
  /** Aborted when the caller leaves or the gateway drains, with a `GatewayError` as its reason. */
  readonly signal: AbortSignal;
  /** Told once, at the end of the call. */
  readonly onEnded?: (report: CallReport) => void;
}
