import type { IncomingHttpHeaders } from 'node:http';
import { GatewayError } from '../errors.js';

/** The most that a timer of Node can count; it would fire at once on more. Nearly 25 days. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md: at most eight digits and a unit. */
const GRPC_TIMEOUT = /^(\d{1,8})([HMSmun])$/;

const NS_PER_MS = 1_000_000;
/** In nanoseconds, so that all are whole and only a division can round. */
const GRPC_UNIT_NS: Readonly<Record<string, number>> = Object.freeze({
  H: 3_600_000 * NS_PER_MS,
  M: 60_000 * NS_PER_MS,
  S: 1_000 * NS_PER_MS,
  m: NS_PER_MS,
  u: 1_000,
  n: 1,
});

/**
 * How long the caller, or the mesh before us, still waits for the answer: the smallest of `x-request-timeout-ms`,
 * `x-envoy-expected-rq-timeout-ms` and `grpc-timeout`, in whole milliseconds from 1 on. `null` = the caller set none.
 *
 * A header that cannot be meant is as good as absent, and the others still count: anything but plain digits, one
 * sent twice (Node joins the values by a comma), more than `MAX_TIMEOUT_MS`. The gateway's own deadlines hold anyway.
 *
 * Envoy means "no limit" by 0 (source/common/router/router.cc, read 2026-11), and says 1 when no time is left. In the
 * other two 0 is what remains to a caller that subtracts the time it has used. It becomes 1 too, so that no caller
 * further in takes it for "no limit".
 */
export function callerTimeoutMs(headers: IncomingHttpHeaders): number | null {
  const envoyMs = wholeMs(headers['x-envoy-expected-rq-timeout-ms']);
  const given = [
    wholeMs(headers['x-request-timeout-ms']),
    envoyMs === 0 ? null : envoyMs,
    grpcMs(headers['grpc-timeout']),
  ].filter((timeoutMs) => timeoutMs !== null);
  return given.length === 0 ? null : Math.max(1, Math.min(...given));
}

/** The 504 of a body that took all the time there was for its answer, in milliseconds. */
export function bodyTooLate(timeoutMs: number): GatewayError {
  const message = `The request was not complete within the ${timeoutMs} ms that the caller allowed for its answer. Allow more, or send less.`;
  return new GatewayError('request.deadline_exceeded', message);
}

type HeaderValue = string | string[] | undefined;

function wholeMs(value: HeaderValue): number | null {
  return typeof value === 'string' && /^\d+$/.test(value) ? withinReach(Number(value)) : null;
}

function grpcMs(value: HeaderValue): number | null {
  const [, digits, unit] = (typeof value === 'string' ? GRPC_TIMEOUT.exec(value) : null) ?? [];
  if (digits === undefined || unit === undefined) return null;
  return withinReach(Math.ceil((Number(digits) * GRPC_UNIT_NS[unit]!) / NS_PER_MS));
}

function withinReach(timeoutMs: number): number | null {
  return timeoutMs <= MAX_TIMEOUT_MS ? timeoutMs : null;
}
