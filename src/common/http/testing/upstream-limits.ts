import type { UpstreamLimits } from '../upstream-fetch.js';

/** More than any spec needs that is not about them. */
export const WIDE_LIMITS: UpstreamLimits = Object.freeze({
  connectTimeoutMs: 10_000,
  firstByteTimeoutMs: 10_000,
  idleTimeoutMs: 10_000,
  maxAnswerBytes: 1_000_000,
  maxWholeAnswerBytes: 1_000_000,
  maxAnswerValues: 1_000_000,
});
