import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import { systemClock, type Clock } from '../clock.js';
import { isOnRefusedConnection, refuseEarly } from './early-refusal.js';
import { parseJsonBody, type JsonShapeLimits } from './json-limits.js';
import { requireJsonMediaType } from './media-type.js';
import { abortSignalOf } from './request-abort.js';
import { readRequestBody, type BodyReading } from './request-body.js';

export interface JsonBodyLimits extends JsonShapeLimits {
  /** Largest body in bytes, counted after decompression. */
  readonly maxBytes: number;
}

/**
 * Told how much of a body there is so far, unpacked, each time that more of it has come.
 * @throws GatewayError to read no more of it.
 */
export type BodyMeter = (response: ServerResponse, bytes: number) => void;

/** A body sent with any other method is ignored. */
export const METHODS_WITH_BODY: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH']);

/**
 * Reads the JSON object that a POST, PUT or PATCH brings into `request.body`; replaces the framework's own
 * parser, so the application is created with `bodyParser: false`.
 *
 * Hands a `GatewayError` to `next`: `request.unsupported_media_type`, `request.too_large`, `request.malformed`,
 * `request.invalid` or `client.gone`; whoever renders it may write to the response at once, except for
 * `client.gone`, where nobody is left to read. What `meter` throws is handed on alike, and so is the reason for which
 * the request is aborted while its body is on its way.
 */
export function jsonBody(
  limits: JsonBodyLimits,
  clock: Clock = systemClock,
  meter: BodyMeter = () => undefined,
): RequestHandler {
  return async (request, response, next) => {
    if (isOnRefusedConnection(request)) return;
    try {
      if (METHODS_WITH_BODY.has(request.method)) {
        const { maxBytes } = limits;
        const signal = abortSignalOf(response);
        const onProgress = (bytes: number) => meter(response, bytes);
        request.body = await readJson(request, limits, { maxBytes, signal, onProgress });
      }
    } catch (error) {
      refuseEarly(request, response, clock);
      next(error);
      return;
    }
    next();
  };
}

async function readJson(
  request: IncomingMessage,
  limits: JsonShapeLimits,
  reading: BodyReading,
): Promise<object> {
  requireJsonMediaType(request);
  return parseJsonBody(await readRequestBody(request, reading), limits);
}
