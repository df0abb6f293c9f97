import type { Request, Response } from 'express';
import type { Clock } from '../common/clock.js';
import { answerMeterOf } from '../common/http/answer-meter.js';
import { callerTimeoutMs } from '../common/http/caller-deadline.js';
import { callerIdOf, callerOf as callerBehind } from '../common/http/caller.js';
import type { ErrorRenderer } from '../common/http/error-renderer.js';
import { addLogFields } from '../common/http/log-fields.js';
import { abortSignalOf } from '../common/http/request-abort.js';
import { requestAgeMs } from '../common/http/request-age.js';
import { requestIdOf } from '../common/http/request-id.js';
import type { CallContext } from '../completions/call-context.js';
import { sessionFields, sessionOf } from './session-of.js';
import { wantsExplanation } from './explanation-json.js';
import { toLogFields } from './call-log-fields.js';
import { callEndListenerOf } from './call-end-listener.js';
import { callOriginOf } from './call-origin-of.js';

/** Who asks, and for how long it waits. */
export function callerOf(request: Request, response: Response, clock: Clock): CallContext {
  return {
    requestId: requestIdOf(request),
    callerId: callerIdOf(request),
    caller: callerBehind(request),
    signal: abortSignalOf(response),
    timeoutMs: callerTimeoutMs(request.headers),
    spentMs: requestAgeMs(request, clock),
  };
}

/**
 * What goes down with a call to a model that a request asks for; the call's end goes into the request's log line.
 * @param statusOf the HTTP status by which its API tells of a failure.
 */
export function callContextOf(
  request: Request,
  response: Response,
  clock: Clock,
  statusOf: ErrorRenderer['statusOf'],
): CallContext {
  addLogFields(response, sessionFields(request.headers));
  const meterAnswer = answerMeterOf(response);
  return {
    ...callerOf(request, response, clock),
    session: sessionOf(callerIdOf(request), request.headers, request.body as unknown),
    origin: callOriginOf(request, statusOf),
    ...(wantsExplanation(request) && { isExplained: true }),
    ...(meterAnswer && { meterAnswer }),
    onEnded: (report) => {
      addLogFields(response, toLogFields(report));
      callEndListenerOf(response)?.(report);
    },
  };
}
