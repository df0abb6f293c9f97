import { GatewayError } from '../common/errors.js';
import type { StreamPart } from '../port/canonical.js';
import type { LlmProvider } from '../port/llm-provider.js';
import { guarded } from './call-observers.js';
import type { LiveAttempt } from './live-attempt.js';
import { tellsSomething } from './tells-something.js';

/**
 * Parts that are kept while nothing is told: real preambles have one to three. What comes beyond that is read and
 * dropped, for it tells nothing, and its counts are noted: a server that sends empty chunks fills no memory.
 */
export const MAX_PREAMBLE_PARTS = 16;

/** A stream that has told something. */
export interface BegunAnswer {
  readonly provider: LlmProvider;
  /** As the provider names the model that answers, or as it was asked. */
  readonly providerModel: string;
  /** The preamble, and the first part that tells something. */
  readonly begun: readonly StreamPart[];
  readonly rest: AsyncIterator<StreamPart>;
}

/**
 * Reads up to the first part that tells something, so that a failure behind a preamble is still one before the answer.
 * @throws GatewayError what came in its place.
 */
export async function beginAnswer(
  provider: LlmProvider,
  parts: AsyncIterable<StreamPart>,
  live: LiveAttempt,
): Promise<BegunAnswer> {
  const rest = parts[Symbol.asyncIterator]();
  try {
    const begun = await untilItTells(rest, live);
    if (begun === null) throw streamJustStopped(provider);
    live.sawAnswer();
    return { provider, providerModel: live.model, begun, rest };
  } catch (error) {
    guarded('Closing an answer that did not begin', () => rest.return?.());
    throw error;
  }
}

/** The parts up to the first one that tells something; `null` = the stream stopped before it. */
async function untilItTells(
  rest: AsyncIterator<StreamPart>,
  live: LiveAttempt,
): Promise<StreamPart[] | null> {
  const begun: StreamPart[] = [];
  for (;;) {
    const next: IteratorResult<StreamPart, unknown> = await rest.next();
    if (next.done) return null;
    const part = next.value;
    live.sawPart(part);
    if (tellsSomething(part)) return [...begun, part];
    if (begun.length < MAX_PREAMBLE_PARTS) begun.push(part);
    live.awaitsPart();
  }
}

/** `provider.invalid_response` for a stream that ended without a reason and without an error. */
export function streamJustStopped({ definition }: LlmProvider): GatewayError {
  return new GatewayError(
    'provider.invalid_response',
    `${definition.displayName} API error: the stream stopped before the answer was finished.`,
  );
}
