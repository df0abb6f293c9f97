import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import { systemClock, type Clock } from '../clock.js';
import { DeadlineSignal } from '../deadline.js';
import { releaseBytes } from '../release-bytes.js';
import { bodyTooLate } from './caller-deadline.js';
import { isOnRefusedConnection, refuseEarly } from './early-refusal.js';
import { parseJsonBody } from './json-limits.js';
import type { JsonShapeLimits } from './json-shape.js';
import { requireJsonMediaType } from './media-type.js';
import { abortSignalOf } from './request-abort.js';
import { requestAgeMs } from './request-age.js';
import { readRequestBody, type BodyReading } from './request-body.js';

interface JsonBodyLimits extends JsonShapeLimits {
  /** Largest body in bytes, counted after decompression. */
  readonly maxBytes: number;
}

/**
 * Told how much of a body there is so far, unpacked, each time that more of it has come.
 * @throws GatewayError to read no more of it.
 */
export type BodyMeter = (response: ServerResponse, bytes: number) => void;

/**
 * How long the caller waits for its answer, from the head of its request on, in milliseconds; `null` = it did not say.
 */
export type CallerTimeout = (headers: IncomingHttpHeaders) => number | null;

interface JsonBodyOptions {
  readonly clock?: Clock;
  readonly meter?: BodyMeter;
  readonly timeoutOf?: CallerTimeout;
  /** True for addresses where a request without a body stands for an empty object. */
  readonly mayBeEmpty?: (path: string) => boolean;
  /** Told of the bytes of each body, unpacked, before they are read as JSON; they are gone then. */
  readonly onBody?: (request: IncomingMessage, body: Buffer) => void;
}

/** A body sent with any other method is ignored. */
export const METHODS_WITH_BODY: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH']);

/**
 * Reads the JSON object that a POST, PUT or PATCH brings into `request.body`; replaces the framework's own
 * parser, so the application is created with `bodyParser: false`.
 *
 * Hands a `GatewayError` to `next`: `request.unsupported_media_type`, `request.too_large`, `request.malformed`,
 * `request.invalid`, `request.deadline_exceeded` or `client.gone`; the code that renders it may write to the response at
 * once, except for `client.gone`, where the reader has left. What `meter` throws is handed on alike, and so is the
 * reason for which the request is aborted while its body is on its way.
 */
export function jsonBody(
  limits: JsonBodyLimits,
  {
    clock = systemClock,
    meter = () => undefined,
    timeoutOf = () => null,
    mayBeEmpty = () => false,
    onBody = () => undefined,
  }: JsonBodyOptions = {},
): RequestHandler {
  return async (request, response, next) => {
    if (isOnRefusedConnection(request)) return;
    if (!METHODS_WITH_BODY.has(request.method)) {
      next();
      return;
    }
    if (isEmpty(request) && mayBeEmpty(request.path)) {
      request.body = {};
      next();
      return;
    }
    const patience = new DeadlineSignal(abortSignalOf(response), clock);
    try {
      keepDeadline(patience, timeoutOf(request.headers), requestAgeMs(request, clock));
      const body = await readBody(request, {
        maxBytes: limits.maxBytes,
        signal: patience.signal,
        onProgress: (bytes) => meter(response, bytes),
      });
      try {
        onBody(request, body);
        request.body = await parseJsonBody(body, limits);
      } finally {
        releaseBytes(body);
      }
    } catch (error) {
      refuseEarly(request, response, clock);
      next(error);
      return;
    } finally {
      patience.release();
    }
    next();
  };
}

function keepDeadline(patience: DeadlineSignal, timeoutMs: number | null, spentMs: number): void {
  if (timeoutMs === null) return;
  patience.within(Math.max(0, timeoutMs - spentMs), () => bodyTooLate(timeoutMs));
}

function isEmpty({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;
}

async function readBody(request: IncomingMessage, reading: BodyReading): Promise<Buffer> {
  requireJsonMediaType(request);
  return readRequestBody(request, reading);
}
