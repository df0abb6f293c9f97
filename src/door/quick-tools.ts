import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../common/clock.js';
import type { GatewayError } from '../common/errors.js';
import type { LogFields } from '../common/http/log-fields.js';
import type { QuickRequest } from '../common/http/quick-route.js';
import type { AdmissionTicket } from '../policies/admission/admission.service.js';

/** A request that was let in. */
export interface Admitted {
  readonly ticket: AdmissionTicket;
  readonly callerId: string | null;
  readonly requestId: string;
  readonly arrivedMs: number;
  /** How long the caller waits for its answer from then on, in milliseconds; `null` = it did not say. */
  readonly timeoutMs: number | null;
}

/** What the door does with the rest of the gateway. */
export interface QuickTools {
  readonly clock: Clock;
  /** A reader who takes nothing for so long, in milliseconds, is disconnected. */
  readonly stallTimeoutMs: number;
  /** Lets a request in that is like most; `null` = the usual way lets it in, or says why not. */
  admit(request: IncomingMessage, response: ServerResponse): Admitted | null;
  /**
   * The JSON of a body.
   * @throws GatewayError why it is none that is accepted.
   */
  parse(body: Buffer): object;
  /** It is over, however it ended. */
  left(response: ServerResponse, admitted: Admitted): void;
  /** Gives the framework all that it knows of a request that came by the usual way. */
  handOver(quick: QuickRequest, admitted: Admitted): void;
  /** Answers with an error, after `handOver`. */
  refuse(error: unknown, quick: QuickRequest): void;
  /** There is no room for more of a body. */
  shed(response: ServerResponse): GatewayError;
  /**
   * Writes its log line, and counts it.
   * @param route its pattern.
   */
  ended(quick: QuickRequest, route: string, fields: LogFields): void;
}
