import type { FinishReason } from './sandbox-answer.js';
import { SANDBOX_FAILURES, type SandboxFailure } from './sandbox-failures.js';

/** How a simulated answer comes, or fails to. */
export interface SandboxSettings {
  readonly latencyMs: number;
  readonly chunkMs: number;
  readonly failure: SandboxFailure | null;
  readonly retryAfterMs: number | null;
  /** The answer breaks off after so many pieces of text; `null` = it comes to its end. */
  readonly cutAfterPieces: number | null;
  /** In place of the true finish reason; `null` = the true one. */
  readonly finishReason: FinishReason | null;
}

/** A model without knobs: it answers at once, and well. */
export const DEFAULT_SETTINGS: SandboxSettings = Object.freeze({
  latencyMs: 0,
  chunkMs: 0,
  failure: null,
  retryAfterMs: null,
  cutAfterPieces: null,
  finishReason: null,
});

/** A setting that callers make in the model's name: `sim/echo:latency-ms=1500:fail=503`. */
export interface SandboxKnob {
  readonly name: string;
  readonly description: string;
  /** What may stand behind the `=`, in words. */
  readonly accepts: string;
  /** A whole model name that uses it. */
  readonly example: string;
  /** `null` = the value is not accepted. */
  readonly read: (value: string) => Partial<SandboxSettings> | null;
}

const MAX_WAIT_MS = 600_000;
const MAX_RETRY_AFTER_S = 86_400;
const MAX_PIECES = 1_000_000;
const FINISH_REASONS = ['stop', 'length', 'content_filter'] as const;

/** Every knob. Documentation and messages derive from this table. */
export const SANDBOX_KNOBS: readonly SandboxKnob[] = Object.freeze([
  {
    name: 'latency-ms',
    description: 'Wait before the first byte, in milliseconds; a failure waits too.',
    accepts: `a whole number from 0 to ${MAX_WAIT_MS}`,
    example: 'sim/echo:latency-ms=1500',
    read: wholeNumber(MAX_WAIT_MS, (latencyMs) => ({ latencyMs })),
  },
  {
    name: 'chunk-ms',
    description: 'Wait between two pieces of the text, in milliseconds.',
    accepts: `a whole number from 0 to ${MAX_WAIT_MS}`,
    example: 'sim/echo:chunk-ms=20',
    read: wholeNumber(MAX_WAIT_MS, (chunkMs) => ({ chunkMs })),
  },
  {
    name: 'fail',
    description: 'Fail as a real provider would, by kind of failure or by HTTP status of the upstream.',
    accepts: `one of ${[...SANDBOX_FAILURES.keys()].join(', ')}`,
    example: 'sim/echo:fail=rate_limited',
    read: readFailure,
  },
  {
    name: 'retry-after-s',
    description:
      'How long the failing provider asks to wait, in seconds; with a rate limit or an unavailable one.',
    accepts: `a whole number from 0 to ${MAX_RETRY_AFTER_S}`,
    example: 'sim/echo:fail=rate_limited:retry-after-s=2',
    read: wholeNumber(MAX_RETRY_AFTER_S, (seconds) => ({ retryAfterMs: seconds * 1000 })),
  },
  {
    name: 'cut',
    description: 'Break off after this many pieces of the text, or after all of them if there are fewer.',
    accepts: `a whole number from 0 to ${MAX_PIECES}`,
    example: 'sim/echo:cut=3',
    read: wholeNumber(MAX_PIECES, (cutAfterPieces) => ({ cutAfterPieces })),
  },
  {
    name: 'finish',
    description: 'Report this finish reason, whatever the true one is.',
    accepts: `one of ${FINISH_REASONS.join(', ')}`,
    example: 'sim/echo:finish=content_filter',
    read: readFinishReason,
  },
]);

function wholeNumber(maximum: number, toSettings: (value: number) => Partial<SandboxSettings>) {
  return (value: string) =>
    /^\d{1,9}$/.test(value) && Number(value) <= maximum ? toSettings(Number(value)) : null;
}

function readFailure(name: string): Partial<SandboxSettings> | null {
  const code = SANDBOX_FAILURES.get(name);
  return code ? { failure: { name, code } } : null;
}

function readFinishReason(value: string): Partial<SandboxSettings> | null {
  const finishReason = FINISH_REASONS.find((reason) => reason === value);
  return finishReason ? { finishReason } : null;
}
