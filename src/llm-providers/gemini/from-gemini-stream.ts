import type { CompletionChunk, CompletionUsage, StreamPart } from '../../port/canonical.js';
import type { AnswerProgress } from '../upstream/event-reader.js';
import { invalidResponse } from '../upstream/upstream-failure.js';
import type { AnsweredCall } from './from-gemini-answer.js';
import { readAnswer, type GeminiAnswer } from './gemini-answer.js';
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
  const state = new StreamState(answered);
  for await (const wire of chunks) {
    const choices = state.take(readAnswer(wire, answered.call));
    if (answered.progress) answered.progress.isOver = state.isOver;
    if (choices.length > 0) yield state.chunkPart(choices);
  }
  if (signal.aborted) throw signal.reason;
  const [end, ...others] = state.ends();
  if (!end?.finish_reason) {
    throw invalidResponse('the stream stopped before the answer was finished', answered.call);
  }
  yield state.chunkPart([end, ...others]);
  yield { type: 'finished', finishReason: end.finish_reason, usage: state.usage, model: state.model };
}

/** What has come of a stream. */
class StreamState {
  usage: CompletionUsage | null = null;
  model: string;
  private reported: Fields = {};
  private id: string | null = null;
  private blockReason: string | null = null;
  private readonly choices = new Map<number, ChoiceStream>();

  constructor(private readonly answered: AnsweredCall) {
    this.model = answered.call.request.model;
  }

  /** What a chunk holds for the caller. */
  take(answer: GeminiAnswer): ChunkChoice[] {
    const id = (this.id ??= answerIdOf(answer, this.answered.requestId));
    this.reported = laterUsage(this.reported, answer.usageMetadata);
    this.usage = fromUsageMetadata(this.reported);
    this.model = answer.model ?? this.model;
    this.blockReason ??= answer.blockReason;
    return answer.candidates.flatMap((candidate) => this.choice(candidate.index).take(candidate, id) ?? []);
  }

  /** Every choice has its reason, the first one among them; or nothing was answered at all. */
  get isOver(): boolean {
    if (this.blockReason !== null) return true;
    return this.choices.has(0) && [...this.choices.values()].every(({ hasEnded }) => hasEnded);
  }

  /** How each choice ended, the first one first; nothing where one of them did not. */
  ends(): ChunkChoice[] {
    if (this.blockReason !== null) return [this.choice(0).end(endOfBlocked(this.blockReason))];
    if (!this.isOver) return [];
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
    const choice = this.choices.get(index) ?? new ChoiceStream(index);
    this.choices.set(index, choice);
    return choice;
  }
}
