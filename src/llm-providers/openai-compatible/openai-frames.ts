import type { Clock } from '../../common/clock.js';
import type { UpstreamResponse } from '../../common/http/upstream-answer.js';
import type { UpstreamExchange } from '../../common/http/upstream-exchange.js';
import type { FinishedPart, StreamPart } from '../../port/canonical.js';
import type { FrameWishes, RelayedFrames, TakenFrames } from '../../port/chat-relay.js';
import type { Attempt } from '../../port/llm-provider.js';
import { AnswerProgress } from '../upstream/answer-progress.js';
import { EventReader, type StreamTerms } from '../upstream/event-reader.js';
import { StreamedAnswer } from './openai-answer.js';
import { fromSdkFailure } from './openai-compatible-failure.js';
import type { OpenAiCompatibleCall } from './openai-compatible-quirks.js';
import { readParts } from './read-parts.js';
import { UsualChunks } from './usual-chunks.js';

/** The frames of one relayed stream. */
export class OpenAiFrames implements RelayedFrames {
  private readonly progress = new AnswerProgress();
  private readonly answer: StreamedAnswer;
  private readonly usual: UsualChunks;

  constructor(
    private readonly call: OpenAiCompatibleCall,
    private readonly clock: Clock,
    wishes: FrameWishes,
  ) {
    this.answer = new StreamedAnswer(call, this.progress);
    this.usual = new UsualChunks(this.answer, wishes);
  }

  take(piece: Buffer, mayChange: boolean): TakenFrames {
    return this.usual.take(piece, mayChange);
  }

  finish(): FinishedPart | null {
    const { progress } = this;
    if (progress.finishReason === null) return null;
    progress.hasEndMarker = true;
    try {
      const end = this.answer.end();
      return end.type === 'finished' ? end : null;
    } catch {
      return null; // the reader of all streams comes to the same, and can say so
    }
  }

  resume(exchange: UpstreamExchange, attempt: Attempt): AsyncIterableIterator<StreamPart, void> {
    const { answer, call, clock, progress } = this;
    const { signal, meterAnswer } = attempt;
    const terms: StreamTerms = { signal, call, clock, meterAnswer, progress };
    // At once: the signal that ends the attempt ends the connection, whether the rest is read or not.
    const response = exchange.respond(signal, true);
    response.catch(() => undefined);
    const rest = readRest(response, terms, answer);
    let hasBegun = false;
    return {
      next() {
        hasBegun = true;
        return rest.next();
      },
      async return() {
        if (!hasBegun) response.then((open) => open.cancel()).catch(() => undefined);
        return rest.return();
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }
}

/** What is left of a stream, by the reader of all streams. */
async function* readRest(
  response: Promise<UpstreamResponse>,
  terms: StreamTerms,
  answer: StreamedAnswer,
): AsyncGenerator<StreamPart, void, undefined> {
  const { call, clock, signal } = terms;
  const open = await response.catch((error: unknown) => {
    if (signal.aborted) throw signal.reason;
    throw fromSdkFailure(error, { ...call, nowMs: clock.nowMs() });
  });
  yield* readParts(new EventReader(open, terms), terms, answer);
}
