import type { IncomingMessage, ServerResponse } from 'node:http';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Request, RequestHandler } from 'express';
import type { GatewayError } from '../common/errors.js';
import { setAnswerMeter } from '../common/http/answer-meter.js';
import { callerIdOf } from '../common/http/caller.js';
import { METHODS_WITH_BODY } from '../common/http/json-body.middleware.js';
import { addLogFields } from '../common/http/log-fields.js';
import { SERVER_SETTINGS, type ServerSettings } from '../config/settings.js';
import { Admission, type AdmissionTicket } from '../policies/admission/admission.service.js';
import { LoadMonitor } from '../policies/admission/load-monitor.js';
import { overloaded, type ShedReason } from '../policies/admission/overloaded.js';

/** So much of an answer is never refused. */
const UNCOUNTED_ANSWER_BYTES = 64 * 1024;

/** Of a call that was let in. */
interface Place {
  readonly ticket: AdmissionTicket;
  /** What came of its body, at the last count. */
  bodyBytes: number;
}

/** Requests that are not what their method says. */
interface SheddingPaths {
  /** By its path, a request without a body that takes room as a call does. */
  readonly isCounted?: (path: string) => boolean;
  /** A request with a body that takes none. */
  readonly isFree?: (request: Request) => boolean;
}

/**
 * Refuses with 503 what the gateway has no room or no time for, before a byte of its body is read. Lists of
 * models count like calls. Health checks, metrics and the list of providers bring no body and cost little: they are
 * never refused.
 *
 * A body is let in where there is room for the `Content-Length` that it declares, and counts with what has come of
 * it, unpacked, until its answer is over. Callers who promise much and send nothing thus hold nothing; where more come
 * at once than there is room for, and where a body is chunked or packed and does not say what it will become, it may
 * be refused in the middle. One that is over MAX_BODY_BYTES is expected to hold nothing: it is refused unread.
 *
 * Of the room no key gets all, neither of that for calls nor of that for bytes, whose last is for small calls
 * (`Admission`). A log-in takes none: strangers send it, and could fill all of it with bodies that never end.
 *
 * A provider's whole answer counts beside the body, with what has come of it; not the first part of it, so that those
 * who ask for little are answered whatever others hold.
 */
@Injectable()
export class SheddingService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly places = new WeakMap<ServerResponse, Place>();
  private readonly maxBodyBytes: number;

  constructor(
    private readonly admission: Admission,
    private readonly load: LoadMonitor,
    @Inject(SERVER_SETTINGS) { MAX_BODY_BYTES }: ServerSettings,
  ) {
    this.maxBodyBytes = MAX_BODY_BYTES;
  }

  onApplicationBootstrap(): void {
    this.load.start();
  }

  onApplicationShutdown(): void {
    this.load.stop();
  }

  /**
   * Goes before whatever reads the body.
   */
  middleware({ isCounted = () => false, isFree = () => false }: SheddingPaths = {}): RequestHandler {
    return (request, response, next) => {
      const takesRoom = METHODS_WITH_BODY.has(request.method) ? !isFree(request) : isCounted(request.path);
      if (!takesRoom) {
        next();
        return;
      }
      const ticket = this.tryEnter(request);
      if (!ticket) {
        next(shed(response, this.load.isOverloaded ? 'load' : this.admission.fullBound));
        return;
      }
      this.give(response, ticket, 0);
      response.once('close', () => ticket.leave());
      next();
    };
  }

  /**
   * A place for a request whose body is yet to be read, and whose caller is known where keys are needed; `null` = there
   * is none. It is left by whoever asked for it.
   */
  tryEnter(request: IncomingMessage): AdmissionTicket | null {
    if (this.load.isOverloaded) return null;
    return this.admission.tryEnter({
      expectedBytes: this.declaredBytes(request),
      callerId: callerIdOf(request),
    });
  }

  /** From now on what the answer to this request holds is counted at its place, beside its body. */
  give(response: ServerResponse, ticket: AdmissionTicket, bodyBytes: number): void {
    this.places.set(response, { ticket, bodyBytes });
    setAnswerMeter(response, (bytes) => this.countAnswer(response, bytes));
  }

  /** The refusal of a request at whose place there is no room for more bytes. */
  noRoom(response: ServerResponse): GatewayError {
    return shed(response, 'bytes');
  }

  /**
   * Counts a body as it is read.
   * @throws GatewayError `gateway.overloaded`.
   */
  readonly countBody = (response: ServerResponse, bytes: number): void => {
    const place = this.places.get(response);
    if (place?.ticket.tryHold(bytes) === false) throw shed(response, 'bytes');
    if (place) place.bodyBytes = bytes;
  };

  /** @throws GatewayError `gateway.overloaded`. */
  private countAnswer(response: ServerResponse, bytes: number): void {
    const place = this.places.get(response);
    const counted = Math.max(0, bytes - UNCOUNTED_ANSWER_BYTES);
    if (place?.ticket.tryHold(place.bodyBytes + counted) !== false) return;
    throw shed(response, 'bytes', { mayBeBilled: true });
  }

  private declaredBytes({ headers }: IncomingMessage): number {
    const bytes = Number(headers['content-length'] ?? 0);
    return bytes <= this.maxBodyBytes ? bytes : 0;
  }
}

function shed(
  response: ServerResponse,
  reason: ShedReason,
  { mayBeBilled } = { mayBeBilled: false },
): GatewayError {
  addLogFields(response, { shed_reason: reason });
  return overloaded(reason, mayBeBilled);
}
