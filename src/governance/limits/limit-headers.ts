import type { ScopedLimit } from './limit.js';
import type { LimitState } from './limit-store.js';

/** Told while nodes cannot count together. */
const LIMITS_HEADER = 'x-tollgate-limits';
const NODE_SHARE = 'node-share';

type Headers = Readonly<Record<string, string>>;

/** What is left of the tightest limits on requests and on tokens, as OpenAI tells it of its own. */
export function limitHeaders(limits: readonly ScopedLimit[], states: readonly LimitState[]): Headers {
  const isAlone = states.some(({ share }) => share !== undefined);
  return {
    ...headersOf('requests', limits, states),
    ...headersOf('tokens', limits, states),
    ...(isAlone && { [LIMITS_HEADER]: NODE_SHARE }),
  };
}

function headersOf(
  kind: 'requests' | 'tokens',
  limits: readonly ScopedLimit[],
  states: readonly LimitState[],
): Headers {
  let tightest: { readonly limit: number; readonly state: LimitState } | null = null;
  for (const [at, { kind: its, limit: most }] of limits.entries()) {
    const state = states[at];
    if (its !== kind || !state) continue;
    const limit = state.share ?? most;
    if (tightest === null || shareOf(limit, state) < shareOf(tightest.limit, tightest.state))
      tightest = { limit, state };
  }
  if (tightest === null) return {};
  return {
    [`x-ratelimit-limit-${kind}`]: String(tightest.limit),
    [`x-ratelimit-remaining-${kind}`]: String(Math.floor(tightest.state.remaining)),
    [`x-ratelimit-reset-${kind}`]: durationText(tightest.state.resetMs),
  };
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
