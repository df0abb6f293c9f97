import type { IncomingHttpHeaders } from 'node:http';

/**
 * Where a request stands in a distributed trace: W3C Trace Context, level 1 (https://www.w3.org/TR/trace-context-1/,
 * read 2026-11-23). `baggage` is a matter of its own and has no place here: it may hold anything about a caller, and
 * must not reach a third party.
 */
export interface TraceContext {
  /** 32 lower-case hexadecimal digits, not all zero; the same along the whole way. */
  readonly traceId: string;
  /** 16 such digits; who sent the request. */
  readonly spanId: string;
  /** The sender may have recorded its part. The other flags are reserved, and go out as zero. */
  readonly isSampled: boolean;
  /** What tracing systems tell each other, without blanks between its members; `null` = nothing that is valid. */
  readonly traceState: string | null;
}

/** A later version may append fields; a comma would come from Node, which joins repeated headers with one. */
const TRACEPARENT =
  /^(?<version>[0-9a-f]{2})-(?<traceId>[0-9a-f]{32})-(?<spanId>[0-9a-f]{16})-(?<flags>[0-9a-f]{2})(?<more>-[^,]*)?$/;
const ALL_ZERO = /^0+$/;

/** `vendor=value` or `tenant@vendor=value`; the value ends in something other than a blank. */
const MEMBER =
  /^(?<key>[a-z][a-z0-9_*/-]{0,255}|[a-z0-9][a-z0-9_*/-]{0,240}@[a-z][a-z0-9_*/-]{0,13})=[ -+\--<>-~]{0,255}[!-+\--<>-~]$/;
const MAX_MEMBERS = 32;
const MAX_TRACE_STATE_CHARACTERS = 512;

/** The caller's trace; `null` = it sent none, or one that is invalid as a whole, and a new trace begins here. */
export function readTraceContext(headers: IncomingHttpHeaders): TraceContext | null {
  const { traceparent, tracestate } = headers;
  const { version, traceId, spanId, flags, more } = matchOf(TRACEPARENT, traceparent);
  if (!traceId || !spanId || !flags || ALL_ZERO.test(traceId) || ALL_ZERO.test(spanId)) return null;
  if (version === 'ff' || (version === '00' && more !== undefined)) return null;
  const isSampled = (Number.parseInt(flags, 16) & 1) === 1;
  return { traceId, spanId, isSampled, traceState: readTraceState(tracestate) };
}

/**
 * The context to send on: this gateway's own span in the caller's trace, or in a new, unsampled one.
 *
 * @param randomHex that many random bytes as lower-case hexadecimal digits
 */
export function childOf(context: TraceContext | null, randomHex: (bytes: number) => string): TraceContext {
  const parent = context ?? { traceId: notAllZero(randomHex(16)), isSampled: false, traceState: null };
  return { ...parent, spanId: notAllZero(randomHex(8)) };
}

/** The headers for a call that belongs to `context`, always in version 00. */
export function toTraceHeaders({
  traceId,
  spanId,
  isSampled,
  traceState,
}: TraceContext): Record<string, string> {
  const traceparent = `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`;
  return traceState === null ? { traceparent } : { traceparent, tracestate: traceState };
}

/** Valid as a whole or dropped as a whole: half a list would misstate who saw the request last. */
function readTraceState(header: string | string[] | undefined): string | null {
  const list = Array.isArray(header) ? header.join(',') : (header ?? '');
  const members = list.split(',').map((member) => member.trim());
  const filled = members.filter((member) => member !== ''); // empty members are allowed and say nothing
  const keys = new Set(filled.map((member) => matchOf(MEMBER, member)['key']));
  const isValid = !keys.has(undefined) && keys.size === filled.length && keys.size <= MAX_MEMBERS;
  const traceState = filled.join(',');
  return isValid && traceState !== '' && traceState.length <= MAX_TRACE_STATE_CHARACTERS ? traceState : null;
}

function matchOf(pattern: RegExp, text: unknown): Readonly<Record<string, string | undefined>> {
  return (typeof text === 'string' ? pattern.exec(text)?.groups : undefined) ?? {};
}

/** Chance may give all zeros, which is no id. */
function notAllZero(hex: string): string {
  return ALL_ZERO.test(hex) ? hex.replace(/0$/, '1') : hex;
}
