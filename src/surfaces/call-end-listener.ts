import type { ServerResponse } from 'node:http';
import type { CallReport } from '../completions/completion-outcome.js';

/** Told how the call ended that a response answers, before the end of the response. */
export type CallEndListener = (report: CallReport) => void;

const listeners = new WeakMap<ServerResponse, CallEndListener>();

/** To be set before the call is made. */
export function listenToCallEnd(response: ServerResponse, listener: CallEndListener): void {
  listeners.set(response, listener);
}

/** What was set for this response; `undefined` = nobody listens. */
export function callEndListenerOf(response: ServerResponse): CallEndListener | undefined {
  return listeners.get(response);
}
