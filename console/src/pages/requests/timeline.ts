import type { Call } from '../../api/calls';

/** An attempt's place in the time of its call, in milliseconds after that began. */
export interface Placed {
  readonly attempt: Call['attempts'][number];
  readonly startMs: number;
  readonly durationMs: number;
}

export interface Timeline {
  /** From the beginning of the call to its end. */
  readonly wholeMs: number;
  readonly placed: readonly Placed[];
  /** The gateway's own; `null` = not known. */
  readonly ownMs: number | null;
  /** Neither the gateway's nor a provider's: between two attempts. */
  readonly waitedMs: number | null;
}

/** When each attempt ran. Where it is not known when one began, it is put behind the one before. */
export function timelineOf({ attempts, duration_ms, overhead_ms, started_at }: Call): Timeline {
  const beganMs = Date.parse(started_at);
  let endMs = 0;
  const placed = attempts.map((attempt) => {
    const startMs = attempt.started_at === null ? endMs : Date.parse(attempt.started_at) - beganMs;
    const durationMs = attempt.duration_ms ?? 0;
    endMs = startMs + durationMs;
    return { attempt, startMs, durationMs };
  });
  const wholeMs = Math.max(duration_ms ?? 0, endMs, 0.1);
  const askedMs = placed.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const waitedMs = overhead_ms === null ? null : Math.max(0, wholeMs - askedMs - overhead_ms);
  return { wholeMs, placed, ownMs: overhead_ms, waitedMs };
}
