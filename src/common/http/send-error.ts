import { HttpException } from '@nestjs/common';
import type { Request, Response } from 'express';
import { GatewayError, toGatewayError } from '../errors.js';
import { retryAfterSeconds } from '../retry-after.js';
import type { ErrorRenderer } from './error-renderer.js';
import { refuseEarly } from './early-refusal.js';
import { addLogFields } from './log-fields.js';
import { REQUEST_ID_HEADER, requestIdOf } from './request-id.js';

/**
 * Ends a request with an error, in the shape of the surface that renders it. After the first byte there is nothing left
 * to say: the connection is destroyed, so that a half answer cannot pass for a whole one.
 */
export function sendError(
  thrown: unknown,
  request: Request,
  response: Response,
  renderer: ErrorRenderer,
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
  response.status(renderer.statusOf(error)).json(renderer.bodyOf(error, requestId));
}

/** What was tried here before the call failed. */
export interface Tries {
  /** How often providers were asked. */
  readonly attempts: number;
  /** It would have been worth another try, and the provider is not to be asked again now. */
  readonly isRetryRefused: boolean;
}

const NO_TRIES: Tries = Object.freeze({ attempts: 0, isRetryRefused: false });

/**
 * `WWW-Authenticate` on a refused gateway key. `Retry-After`, where the provider said how long to wait, and always on
 * a 429, a 503 and where a provider fails. What another try cannot mend, now or at all, or was tried again here
 * already, says so to SDKs (`x-should-retry`) and to Envoy (`x-envoy-ratelimited`), so that their retries do not
 * multiply with ours.
 */
export function failureHeaders(
  error: GatewayError,
  { attempts, isRetryRefused }: Tries = NO_TRIES,
): Record<string, string> {
  const { code, headers, httpStatus, retryAfterMs } = error;
  const isWaiting = httpStatus === 429 || httpStatus === 503 || code === 'provider.unavailable';
  const wouldBeBilledTwice = error.mayBeBilled && attempts > 0;
  const isHopeless = !error.isRetryable || attempts > 1 || isRetryRefused || wouldBeBilledTwice;
  return {
    ...headers,
    ...(code === 'auth.invalid_key' && { 'www-authenticate': 'Bearer realm="tollgate"' }),
    ...((retryAfterMs !== null || isWaiting) && {
      'retry-after': String(retryAfterSeconds(retryAfterMs ?? 1000)),
    }),
    ...(isHopeless && { 'x-should-retry': 'false' }),
    ...(isHopeless && isRetriedByEnvoy(httpStatus) && { 'x-envoy-ratelimited': 'true' }),
  };
}

/** Statuses that Envoy can be told to send again. */
function isRetriedByEnvoy(httpStatus: number): boolean {
  return httpStatus === 409 || httpStatus === 429 || httpStatus >= 500;
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
