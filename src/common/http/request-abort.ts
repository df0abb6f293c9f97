import type { ServerResponse } from 'node:http';
import { GatewayError } from '../errors.js';

const controllers = new WeakMap<ServerResponse, AbortController>();

/** Aborts with `client.gone` when the caller leaves before the response is complete, or by `abortRequest`. */
export function abortSignalOf(response: ServerResponse): AbortSignal {
  return controllerOf(response).signal;
}

/** Ends the work on a request from inside the gateway; the surface then answers with `reason`. */
export function abortRequest(response: ServerResponse, reason: GatewayError): void {
  controllerOf(response).abort(reason);
  (response as Hooked)[HOOK]?.();
}

const HOOK = Symbol('abort hook');
type Hooked = ServerResponse & { [HOOK]?: () => void };

/** Told of `abortRequest` at less than what a signal costs. One for each response. */
export function setAbortHook(response: ServerResponse, hook: () => void): void {
  (response as Hooked)[HOOK] = hook;
}

function controllerOf(response: ServerResponse): AbortController {
  const known = controllers.get(response);
  if (known) return known;
  const controller = new AbortController();
  controllers.set(response, controller);
  const leave = () => {
    if (response.writableFinished) return;
    controller.abort(new GatewayError('client.gone', 'The caller left before the answer was complete.'));
  };
  if (response.closed) leave();
  else response.once('close', leave);
  return controller;
}
