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

type Headers = Record<string, string>;

/** What is left of the tightest limits on requests and on tokens, as OpenAI tells it of its own. */
export function limitHeaders(limits: readonly ScopedLimit[], states: readonly LimitState[]): Headers {
  const headers: Headers = {};
  addHeaders(headers, 'requests', limits, states);
  addHeaders(headers, 'tokens', limits, states);
  if (states.some(({ share }) => share !== undefined)) headers[LIMITS_HEADER] = NODE_SHARE;
  return headers;
}

function addHeaders(
  headers: Headers,
  kind: keyof typeof NAMES,
  limits: readonly ScopedLimit[],
  states: readonly LimitState[],
): void {
  let tightest: { readonly limit: number; readonly state: LimitState } | null = null;
  for (let at = 0; at < limits.length; at += 1) {
    const { kind: its, limit: most } = limits[at]!;
    const state = states[at];
    if (its !== kind || !state) continue;
    const limit = state.share ?? most;
    if (tightest === null || shareOf(limit, state) < shareOf(tightest.limit, tightest.state))
      tightest = { limit, state };
  }
  if (tightest === null) return;
  const names = NAMES[kind];
  headers[names.limit] = String(tightest.limit);
  headers[names.remaining] = String(Math.floor(tightest.state.remaining));
  headers[names.reset] = durationText(tightest.state.resetMs);
}

function shareOf(limit: number, { remaining }: LimitState): number {
  return limit === 0 ? 0 : remaining / limit;
}

/** `20ms`, `1s`, `6m0s`, `1h2m3s`. Source: OpenAI's guide to rate limits, read 2026-11-29. */
export function durationText(durationMs: number): string {
  if (durationMs < 1_000) return `${Math.ceil(durationMs)}ms`;
  const seconds = Math.ceil(durationMs / 1_000);
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor((seconds % 3_600) / 60)];
  const parts = [hours > 0 ? `${hours}h` : '', hours + minutes > 0 ? `${minutes}m` : ''];
  return `${parts.join('')}${seconds % 60}s`;
}
