import { setImmediate as nextTurn } from 'node:timers/promises';
import { GatewayError } from '../../common/errors.js';
import { ManualClock } from '../../common/testing/manual-clock.js';
import { seededRandom } from '../../common/testing/seeded-random.js';
import { completionOf, FakeLlmProvider } from '../../port/testing/fake-llm-provider.js';
import type { CompletionLimits } from '../completion-call.js';
import { callOf } from './call-stage.js';
import { completionsWith } from './completions-with.js';

/** Calls at an even pace, and whether the provider answers the request of a moment. */
export interface Traffic {
  readonly perSecond: number;
  readonly seconds: number;
  /** @param chance drawn anew for each request to the provider, from [0, 1). */
  readonly isUp: (nowMs: number, chance: number) => boolean;
  readonly limits: Partial<CompletionLimits>;
  /** From the request to the answer or the failure, in milliseconds. */
  readonly latencyMs?: number;
}

/** What came of the traffic. */
export interface Flow {
  readonly answered: number;
  /** Requests that the provider got, retries included. */
  readonly asked: number;
  /** When each answered call was made, in milliseconds from the start. */
  readonly answeredAtMs: readonly number[];
}

/** Retries wait no longer than this together, and answers come within it. */
const LAST_WAITS_MS = 3_000;
const SEED = 11;

/** Lets all of it pass through the whole use case, by a clock and by chance that come out the same each time. */
export async function flowOf({ perSecond, seconds, isUp, limits, latencyMs = 50 }: Traffic): Promise<Flow> {
  const clock = new ManualClock();
  const chance = seededRandom(SEED);
  const provider = new FakeLlmProvider();
  provider.answer = async () => {
    const answers = isUp(clock.monotonicMs(), chance());
    await new Promise<void>((resolve) => clock.setTimer(latencyMs, resolve));
    if (answers) return completionOf('Hello!');
    throw new GatewayError('provider.unavailable', 'Acme API error: down.');
  };
  const service = completionsWith(clock, limits, seededRandom(SEED + 1));
  const answeredAtMs: number[] = [];
  const call = async (atMs: number) => {
    const context = { requestId: 'r-1', signal: new AbortController().signal, timeoutMs: null };
    const isAnswered = await service.complete(callOf([provider]), { ...context, onEnded: () => {} }).then(
      () => true,
      () => false,
    );
    if (isAnswered) answeredAtMs.push(atMs);
  };
  const stepMs = Math.min(50, 1_000 / perSecond);
  for (let atMs = 0; atMs < seconds * 1_000 + LAST_WAITS_MS; atMs += stepMs) {
    if (atMs < seconds * 1_000 && (atMs * perSecond) % 1_000 === 0) void call(atMs);
    await nextTurn();
    clock.advance(stepMs);
  }
  await nextTurn();
  return { answered: answeredAtMs.length, asked: provider.requests.length, answeredAtMs };
}
