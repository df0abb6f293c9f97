import { isTokenCount } from '../../port/token-count.js';
import { isObject } from '../upstream/wire-fields.js';

/** Where a model is not known. Every model so far may write as much: Claude 3 Haiku's 4096 is the smallest maximum. */
const DEFAULT_MAX_TOKENS = 4096;
/** Of older models, which refuse a request whose prompt and limit together are more than they can read. */
const OLDER_DEFAULT_MAX_TOKENS = 8192;

/**
 * What models write at most, in tokens. Source: platform.claude.com/docs, models/…/overview (haiku-5-5, opus-4-6, opus-5,
 * haiku-4-5), read 2026-11-29; for Sonnet 4.6 and Opus 4.7 Effect-TS/effect#7129, for 4 and 4.1 labring/fastgpt-plugin#242.
 */
const KNOWN: readonly (readonly [RegExp, number])[] = [
  [/^claude-(fable|(opus|sonnet|haiku)-[5-9]\b)/, 128_000],
  [/^claude-(opus|sonnet)-4-[6-9]\b/, 128_000],
  [/^claude-(opus|sonnet|haiku)-4-5\b/, 64_000],
  [/^claude-opus-4(-[01])?(-\d{8})?$/, 32_000],
  [/^claude-sonnet-4(-0)?(-\d{8})?$/, 64_000],
];
/** They stop where there is no more room, and refuse nothing: platform.claude.com/docs, Context windows, read 2026-11-23. */
const STOPS_IN_TIME = /^claude-(fable|(opus|sonnet|haiku)-([5-9]\b|4-[5-9]\b))/;

/** What a model writes at most, in tokens; `null` = not known. */
export function knownMaxTokens(model: string): number | null {
  return KNOWN.find(([matches]) => matches.test(model))?.[1] ?? null;
}

/**
 * What is asked for where the caller names no limit, which the API demands. A budget of thoughts comes out of it, so that
 * it has to be larger ("`max_tokens` must be greater than `thinking.budget_tokens`"; platform.claude.com/docs, Extended
 * thinking, read 2026-11-23).
 */
export function unaskedMaxTokens({
  model,
  thinking,
}: {
  readonly model: string;
  readonly thinking?: unknown;
}): number {
  const known = knownMaxTokens(model);
  if (known !== null && STOPS_IN_TIME.test(model)) return known;
  const text = known === null ? DEFAULT_MAX_TOKENS : OLDER_DEFAULT_MAX_TOKENS;
  return Math.min(known ?? Infinity, text + budgetIn(thinking));
}

function budgetIn(thinking: unknown): number {
  const budget = isObject(thinking) && thinking['type'] === 'enabled' ? thinking['budget_tokens'] : 0;
  return isTokenCount(budget) ? budget : 0;
}

/** The limit that a caller asks for, in tokens; `undefined` = none. */
export function askedMaxTokens(request: {
  readonly max_completion_tokens?: number | null;
  readonly max_tokens?: number | null;
}): number | undefined {
  return request.max_completion_tokens ?? request.max_tokens ?? undefined;
}
