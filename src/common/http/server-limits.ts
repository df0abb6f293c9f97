import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { systemClock } from '../clock.js';
import { awaitsContinue } from './awaited-body.js';
import { answerClientErrors, type ClientErrorOptions } from './client-errors.js';
import { METHODS_WITH_BODY } from './json-body.middleware.js';

/** Node looks for connections over the first two limits every 30 s, so each may be overrun by that much. */
export interface ServerLimits {
  /** From the first byte of a request to the end of its headers. Answered with 408. */
  readonly headersTimeoutMs: number;
  /** From the first byte of a request to the last byte of its body. Answered with 408. */
  readonly bodyTimeoutMs: number;
  /**
   * How long an idle connection stays open. Longer than the idle timeout of the load balancer in front, or the
   * balancer may send a request on a connection that is just being closed.
   */
  readonly keepAliveTimeoutMs: number;
}

/** How refusals before a request are answered, and what is told of them. */
export type RefusalOptions = Pick<ClientErrorOptions, 'errorsOf'> & Partial<ClientErrorOptions>;

/**
 * To be called before the server listens and before it has other listeners for `request`. Goes together with
 * `requireHost`.
 */
export function applyServerLimits(
  server: Server,
  limits: ServerLimits,
  { onRefusal = () => undefined, clock = systemClock, errorsOf }: RefusalOptions,
): void {
  server.headersTimeout = limits.headersTimeoutMs;
  server.requestTimeout = limits.bodyTimeoutMs;
  server.keepAliveTimeout = limits.keepAliveTimeoutMs;
  answerClientErrors(server, { errorsOf, onRefusal, clock });
  // Node would answer a bare 400 with no body; `requireHost` refuses instead. The option of `createServer` is kept
  // as a property, the only way to it on a server that the framework made
  Object.assign(server, { requireHostHeader: false });
  // Node would ask for every body; what is refused by its head need not be sent
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (METHODS_WITH_BODY.has(request.method ?? '')) awaitsContinue(request, response);
    else response.writeContinue();
    server.emit('request', request, response);
  });
  // RFC 9110, 10.1.1 lets a server ignore an expectation it does not know; Node would answer a bare 417
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
}
