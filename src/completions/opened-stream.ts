import type { ChunkPart, StreamPart } from '../port/canonical.js';
import { streamJustStopped, type BegunAnswer } from './begun-answer.js';
import { guarded } from './call-observers.js';
import type { CallRun } from './call-run.js';
import type { AnsweringCall, PricedEnd } from './completion-outcome.js';

/** What a caller reads of a stream; the last part has the cost. */
export type AnswerPart = ChunkPart | PricedEnd;

/** A stream whose answer has begun: a first part that tells something has arrived. */
export interface OpenedStream extends AnsweringCall {
  /** As the provider names the model that answers, or as it was asked. */
  readonly providerModel: string;
  /**
   * Chunks, then exactly one `finished` part; throws a `GatewayError` instead if the answer fails. For one reader.
   * Leaving the iteration early cancels the upstream call, and so does not asking for the next part for as long as
   * `readerPatienceMs` of the limits.
   */
  readonly parts: AsyncIterableIterator<AnswerPart, void>;
}

type WatchedAnswer = Omit<BegunAnswer, 'providerModel'>;

/**
 * The parts of an answer that has begun, watched to their end.
 * @throws GatewayError what ended the call in this moment.
 */
export function watched(answer: WatchedAnswer, run: CallRun): AsyncIterableIterator<AnswerPart, void> {
  const { rest } = answer;
  run.handOver(() => guarded('Closing an answer without a reader', () => rest.return?.()));
  const parts = watch(answer, run);
  let hasBegun = false;
  let pending = 0;
  return {
    next() {
      hasBegun = true;
      pending += 1;
      return parts.next().finally(() => (pending -= 1));
    },
    async return() {
      // The generator sees to it only once what it waits for has come.
      if (pending > 0) run.left();
      if (hasBegun) return parts.return();
      await rest.return?.();
      run.release();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

async function* watch(
  { provider, begun, rest }: WatchedAnswer,
  run: CallRun,
): AsyncGenerator<AnswerPart, void> {
  let hasMore = true;
  try {
    for (const part of begun) {
      run.throwIfEnded();
      const said = toAnswerPart(part, run);
      if (said.type === 'finished' && run.permitted.inBooks) await run.permitted.inBooks;
      run.handedOver();
      yield said;
      if (said.type === 'finished') return;
    }
    for (;;) {
      run.awaitsPart();
      hasMore = false;
      const next = await rest.next();
      if (next.done) throw streamJustStopped(provider);
      hasMore = true;
      run.sawPart(next.value);
      const said = toAnswerPart(next.value, run);
      if (said.type === 'finished' && run.permitted.inBooks) await run.permitted.inBooks;
      run.handedOver();
      yield said;
      if (said.type === 'finished') return;
    }
  } catch (error) {
    throw run.failed(error);
  } finally {
    if (hasMore) await rest.return?.();
    run.release();
  }
}

/** The end has its price, and with it the call its report. */
function toAnswerPart(part: StreamPart, run: CallRun): AnswerPart {
  if (part.type !== 'finished') return part;
  const { model: providerModel, finishReason, usage } = part;
  return { ...part, cost: run.finished({ providerModel, finishReason, usage }) };
}
