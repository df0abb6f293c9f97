import type { Clock } from '../../common/clock.js';
import type { Random } from '../../common/random.js';
import type { CompletionLimits } from '../completion-call.js';
import { CompletionsService } from '../completions.service.js';
import { DEFAULT_CIRCUIT_BREAKERS } from '../../policies/circuit-breaker/circuit-breakers.js';
import { ProviderHealth } from '../provider-health.js';

/** No provider is asked twice unless a test says so. */
export const LIMITS: CompletionLimits = Object.freeze({
  totalTimeoutMs: 600_000,
  firstTokenTimeoutMs: 120_000,
  chunkGapTimeoutMs: 60_000,
  readerPatienceMs: 60_000,
  maxCallsPerProvider: 1_000,
  breaker: DEFAULT_CIRCUIT_BREAKERS,
  retry: { maxRetries: 0, baseDelayMs: 500, maxDelayMs: 8_000, maxRetryAfterMs: 30_000 },
});

/** As in production: asked again twice. */
export const RETRYING = Object.freeze({ retry: { ...LIMITS.retry, maxRetries: 2 } });

export function completionsWith(
  clock: Clock,
  limits: Partial<CompletionLimits> = {},
  random: Random = () => 0.5,
): CompletionsService {
  const all = { ...LIMITS, ...limits };
  return new CompletionsService(all, clock, new ProviderHealth(clock, all), random);
}
