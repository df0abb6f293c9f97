import type { Clock } from '../../common/clock.js';
import type { UpstreamExchange } from '../../common/http/upstream-exchange.js';
import type { FinishedPart, StreamPart } from '../../port/canonical.js';
import type { RelayedFrames, TakenFrames } from '../../port/chat-relay.js';
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
    wantsUsage: boolean,
  ) {
    this.answer = new StreamedAnswer(call, this.progress);
    this.usual = new UsualChunks(this.answer, wantsUsage);
  }

  take(piece: Buffer): TakenFrames {
    return this.usual.take(piece);
  }

  finish(): FinishedPart | null {
    const { progress } = this;
    if (progress.finishReason === null) return null;
    progress.hasEndMarker = true;
    const end = this.answer.end();
    return end.type === 'finished' ? end : null;
  }

  async *resume(exchange: UpstreamExchange, attempt: Attempt): AsyncGenerator<StreamPart, void, undefined> {
    const { answer, call, clock, progress } = this;
    const { signal, meterAnswer } = attempt;
    const terms: StreamTerms = { signal, call, clock, meterAnswer, progress };
    const reader = await exchange.respond(signal, true).then(
      (response) => new EventReader(response, terms),
      (error: unknown) => {
        if (signal.aborted) throw signal.reason;
        throw fromSdkFailure(error, { ...call, nowMs: clock.nowMs() });
      },
    );
    yield* readParts(reader, terms, answer);
  }
}
