import { HttpException } from '@nestjs/common';
import type { Request, Response } from 'express';
import { toErrorEnvelope } from '../error-envelope.js';
import { GatewayError, toGatewayError } from '../errors.js';
import { retryAfterSeconds } from '../retry-after.js';
import { refuseEarly } from './early-refusal.js';
import { addLogFields } from './log-fields.js';
import { REQUEST_ID_HEADER, requestIdOf } from './request-id.js';

/**
 * Ends a request with the one error envelope. After the first byte there is nothing left to say: the connection
 * is destroyed, so that a half answer cannot pass for a whole one.
 */
export function sendError(
  thrown: unknown,
  request: Request,
  response: Response,
  statusOf: (error: GatewayError) => number = (error) => error.httpStatus,
): void {
  const error = fromFramework(thrown, request);
  addLogFields(response, { error });
  if (response.headersSent || response.destroyed || error.code === 'client.gone') {
    response.destroy();
    return;
  }
  refuseEarly(request, response);
  const requestId = requestIdOf(request);
  response.set({ [REQUEST_ID_HEADER]: requestId, ...failureHeaders(error) });
  response.status(statusOf(error)).json(toErrorEnvelope(error, { requestId }));
}

/**
 * `Retry-After`, where the provider said how long to wait, and always on a 429 and a 503; `WWW-Authenticate` on a
 * refused gateway key.
 */
export function failureHeaders(error: GatewayError): Record<string, string> {
  if (error.code === 'auth.invalid_key') return { 'www-authenticate': 'Bearer realm="tollgate"' };
  const isWaiting = error.httpStatus === 429 || error.httpStatus === 503;
  if (error.retryAfterMs === null && !isWaiting) return {};
  return { 'retry-after': String(retryAfterSeconds(error.retryAfterMs ?? 1000)) };
}

/** The framework throws for itself where no route matches or a path cannot be decoded. */
function fromFramework(thrown: unknown, request: Request): GatewayError {
  const status = thrown instanceof HttpException ? thrown.getStatus() : statusInside(thrown);
  if (status === 404) {
    const message = `There is no ${request.method} route at this address; /docs lists all there are.`;
    return new GatewayError('request.not_found', message);
  }
  if (status === 400) {
    return new GatewayError('request.malformed', 'The request could not be read.', { cause: thrown });
  }
  return toGatewayError(thrown);
}

function statusInside(thrown: unknown): unknown {
  return thrown instanceof GatewayError ? null : (thrown as { status?: unknown } | null | undefined)?.status;
}
