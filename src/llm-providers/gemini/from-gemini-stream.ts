import { GatewayError } from '../../common/errors.js';
import type { CompletionChunk, CompletionUsage, StreamPart } from '../../port/canonical.js';
import { AnswerProgress } from '../upstream/answer-progress.js';
import { unreadableText } from '../upstream/said-texts.js';
import { invalidResponse } from '../upstream/upstream-failure.js';
import type { AnsweredCall } from './from-gemini-answer.js';
import { readAnswer, type GeminiAnswer } from './gemini-answer.js';
import type { GeminiCandidate } from './gemini-candidate.js';
import { ChoiceStream } from './gemini-choice-stream.js';
import { endOfBlocked } from './gemini-finish-reason.js';
import { answerIdOf } from './gemini-tool-calls.js';
import { fromUsageMetadata } from './gemini-usage.js';
import { laterUsage } from '../upstream/usage/later-usage.js';
import type { Fields } from '../upstream/wire-fields.js';

type ChunkChoice = CompletionChunk['choices'][number];

/**
 * Yields what came, then a chunk that says how each choice ended, then `finished`. The reasons wait for the end of
 * the stream: Gemini may send a tool call and STOP in separate chunks, and usage with every chunk, of which the last
 * counts that say something hold (envoyproxy/ai-gateway#2399, ogx#5122, read 2026-11-23).
 * @throws GatewayError what a chunk reports, or `provider.invalid_response` for a stream that just stops.
 */
export async function* fromGeminiStream(
  chunks: AsyncIterable<unknown>,
  answered: AnsweredCall & { readonly progress?: AnswerProgress },
  signal: AbortSignal,
): AsyncGenerator<StreamPart, void, undefined> {
  const state = new StreamState(answered, answered.progress);
  for await (const wire of chunks) {
    const choices = state.take(readAnswer(wire, answered.call));
    if (choices.length > 0 || answered.isNative) yield state.chunkPart(choices);
  }
  if (signal.aborted) throw signal.reason;
  const ends = state.ends();
  if (ends instanceof GatewayError) {
    // What it counted is to be paid for, and told nowhere else.
    if (state.usage) yield state.chunkPart([]);
    throw ends;
  }
  yield state.chunkPart(ends.choices);
  yield { type: 'finished', finishReason: ends.reason, usage: state.usage, model: state.model };
}

interface AnswerEnds {
  readonly choices: ChunkChoice[];
  /** Why the first of them ended. */
  readonly reason: string;
}

/** What has come of a stream. */
class StreamState {
  usage: CompletionUsage | null = null;
  model: string;
  private reported: Fields = {};
  private id: string | null = null;
  private blockReason: string | null = null;
  private readonly choices = new Map<number, ChoiceStream>();

  constructor(
    private readonly answered: AnsweredCall,
    private readonly progress = new AnswerProgress(),
  ) {
    this.model = answered.call.request.model;
  }

  /** What a chunk holds for the caller. */
  take(answer: GeminiAnswer): ChunkChoice[] {
    const id = (this.id ??= answerIdOf(answer, this.answered.requestId));
    this.model = answer.model ?? this.model;
    this.blockReason ??= answer.blockReason;
    const choices = answer.candidates.flatMap((candidate) => this.takeCandidate(candidate, id) ?? []);
    if (answer.blockReason !== null)
      this.progress.saw(0, { hasContent: false, finishReason: 'content_filter' });
    this.count(answer.usageMetadata);
    return choices;
  }

  private takeCandidate(candidate: GeminiCandidate, id: string): ChunkChoice | null {
    const choice = this.choice(candidate.index);
    const { isNative = false } = this.answered;
    const isUnread = isNative && candidate.hasOthers;
    // Its caller has them in Gemini's own words.
    const piece =
      choice.take(isNative ? { ...candidate, media: [] } : candidate, id) ??
      (isUnread ? choice.unread() : null);
    this.progress.saw(choice.index, { hasContent: piece !== null, finishReason: choice.finishReason });
    return piece;
  }

  /** What is counted so far. */
  private count(usageMetadata: unknown): void {
    this.reported = laterUsage(this.reported, usageMetadata);
    this.usage = fromUsageMetadata(this.reported);
    if (fromUsageMetadata(usageMetadata) !== null) this.progress.sawCount();
  }

  /** How each choice ended, the first one first, or with what in place of an answer. */
  ends(): AnswerEnds | GatewayError {
    const { call, isNative = false } = this.answered;
    const failure = isNative ? null : this.failure;
    if (failure) return failure;
    const choices = this.endsOfChoices();
    if (!isNative && this.blockReason === null && this.hasUnreadable) return unreadableText(call);
    const reason = choices[0]?.finish_reason;
    if (!reason) return invalidResponse('the stream stopped before the answer was finished', call);
    return { choices, reason };
  }

  /** What a choice ended with in place of an answer; `null` = none did. */
  private get failure(): GatewayError | null {
    return [...this.choices.values()].map(({ failure }) => failure).find((one) => one !== null) ?? null;
  }

  private get hasUnreadable(): boolean {
    return this.progress.isOver && [...this.choices.values()].some(({ isUnreadable }) => isUnreadable);
  }

  /** Nothing where one of them did not end. */
  private endsOfChoices(): ChunkChoice[] {
    if (this.blockReason !== null) return [this.choice(0).end(endOfBlocked(this.blockReason))];
    if (!this.progress.isOver) return [];
    const choices = [...this.choices.values()].toSorted((one, other) => one.index - other.index);
    return choices.map((choice) => choice.end());
  }

  /** The counts go with each chunk: of an answer that does not come to its end, they are all there is. */
  chunkPart(choices: ChunkChoice[]): StreamPart {
    const { requestId, call } = this.answered;
    const created = Math.floor(call.nowMs / 1000);
    const id = this.id ?? requestId;
    const { model, usage } = this;
    const counted = usage === null ? {} : { usage };
    return {
      type: 'chunk',
      chunk: { id, object: 'chat.completion.chunk', created, model, choices, ...counted },
    };
  }

  private choice(index: number): ChoiceStream {
    const choice = this.choices.get(index) ?? new ChoiceStream(index, this.answered.call);
    this.choices.set(index, choice);
    return choice;
  }
}
