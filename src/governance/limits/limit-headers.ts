import type { ScopedLimit } from './limit.js';
import type { LimitState } from './limit-store.js';

/** Told while nodes cannot count together. */
const LIMITS_HEADER = 'x-tollgate-limits';
const NODE_SHARE = 'node-share';

/** Spelled out once: a name that is put together for each call is searched among all names each time. */
const NAMES = {
  requests: {
    limit: 'x-ratelimit-limit-requests',
    remaining: 'x-ratelimit-remaining-requests',
    reset: 'x-ratelimit-reset-requests',
  },
  tokens: {
    limit: 'x-ratelimit-limit-tokens',
    remaining: 'x-ratelimit-remaining-tokens',
    reset: 'x-ratelimit-reset-tokens',
  },
} as const;

/**
 * What is left of the tightest limits on requests and on tokens, as OpenAI tells it of its own: names in turn with their
 * values.
 */
export function limitHeaders(limits: readonly ScopedLimit[], states: readonly LimitState[]): string[] {
  const headers: string[] = [];
  addHeaders(headers, 'requests', limits, states);
  addHeaders(headers, 'tokens', limits, states);
  if (states.some(isShare)) headers.push(LIMITS_HEADER, NODE_SHARE);
  return headers;
}

function isShare({ share }: LimitState): boolean {
  return share !== undefined;
}

function addHeaders(
  headers: string[],
  kind: keyof typeof NAMES,
  limits: readonly ScopedLimit[],
  states: readonly LimitState[],
): void {
  let tightest: LimitState | null = null;
  let most = 0;
  for (let at = 0; at < limits.length; at += 1) {
    const limit = limits[at]!;
    const state = states[at];
    if (limit.kind !== kind || !state) continue;
    const its = state.share ?? limit.limit;
    if (tightest !== null && shareOf(its, state) >= shareOf(most, tightest)) continue;
    tightest = state;
    most = its;
  }
  if (tightest === null) return;
  const { limit, remaining, reset } = NAMES[kind];
  const left = String(Math.floor(tightest.remaining));
  headers.push(limit, String(most), remaining, left, reset, durationText(tightest.resetMs));
}

function shareOf(limit: number, { remaining }: LimitState): number {
  return limit === 0 ? 0 : remaining / limit;
}

/** `20ms`, `1s`, `6m0s`, `1h2m3s`. Source: OpenAI's guide to rate limits, read 2026-11-29. */
export function durationText(durationMs: number): string {
  if (durationMs < 1_000) return `${Math.ceil(durationMs)}ms`;
  const seconds = Math.ceil(durationMs / 1_000);
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor((seconds % 3_600) / 60)];
  const rest = `${seconds % 60}s`;
  if (hours > 0) return `${hours}h${minutes}m${rest}`;
  return minutes > 0 ? `${minutes}m${rest}` : rest;
}
