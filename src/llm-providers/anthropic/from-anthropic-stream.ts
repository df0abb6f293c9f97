import type { ChunkPart, CompletionChunk, StreamPart } from '../../port/canonical.js';
import { splitCompletion } from '../../port/split-completion.js';
import { endFields, type TranslatedEnd } from '../upstream/finish-reason.js';
import { AnswerProgress } from '../upstream/answer-progress.js';
import { invalidResponse, type UpstreamCall } from '../upstream/upstream-failure.js';
import type { WireEvent } from '../upstream/wire-event.js';
import { blocksIn } from './anthropic-blocks.js';
import { AnthropicContentStream } from './anthropic-content-stream.js';
import { reportedError } from './anthropic-errors.js';
import { endOf, endWithCalls } from './anthropic-stop-reason.js';
import { fromAnthropicAnswer } from './from-anthropic-answer.js';
import { fromAnthropicUsage } from './from-anthropic-usage.js';
import { laterUsage } from '../upstream/usage/later-usage.js';
import { isObject, modelNameIn, textOrNull, type Fields } from '../upstream/wire-fields.js';

type Delta = CompletionChunk['choices'][number]['delta'];

const UNFINISHED = 'the stream stopped before the answer was finished';

/** What a stream has told of its answer so far. */
interface Answer {
  readonly id: string;
  readonly model: string;
  readonly end: TranslatedEnd | null;
  /** In the first event: believed only where the last one comes, for the stream may still break. */
  readonly announcedEnd: TranslatedEnd | null;
  readonly usage: Fields;
}

interface StreamOptions {
  /** A part for each event, also where nothing of it can be read: the caller reads the events themselves. */
  readonly tellsEveryEvent?: boolean;
}

/**
 * Yields what came; ends well only if Anthropic said why it stopped, with or without a `message_stop`. A whole message
 * in place of events is an answer, too.
 */
export async function* fromAnthropicStream(
  events: AsyncIterable<WireEvent>,
  call: UpstreamCall,
  progress = new AnswerProgress(),
  { tellsEveryEvent = false }: StreamOptions = {},
): AsyncGenerator<StreamPart, void, undefined> {
  const content = new AnthropicContentStream(call);
  let answer: Answer = {
    id: '',
    model: call.request.model,
    end: null,
    announcedEnd: null,
    usage: {},
  };
  /** Counts came for which there was no chunk. */
  let hasUntold = false;
  for await (const { event, data } of events) {
    const fields = isObject(data) ? data : {};
    const type = textOrNull(fields['type']) ?? event;
    const error = reportedError(fields, event, call);
    if (error) {
      if (hasUntold) yield countedSoFar(answer, call);
      throw error;
    }
    if (type === 'message' && (Array.isArray(fields['content']) || blocksIn(fields['content']).length > 0))
      return yield* wholeAnswer(fields, call, progress);
    answer = updated(answer, type, fields, call);
    if (type === 'message_stop') break;
    const delta = content.take(type, fields);
    progress.saw(0, {
      hasContent: delta !== null && type !== 'message_start',
      finishReason: answer.end?.finishReason ?? null,
    });
    const isCount = hasCount(type, fields);
    if (isCount) progress.sawCount();
    const isTold = delta !== null || tellsEveryEvent;
    hasUntold = !isTold && (isCount || hasUntold);
    if (isTold) yield toChunk(answer, delta ?? unread(type, fields), null, call);
  }
  const { end: told, usage, model } = answer;
  if (told === null) {
    if (hasUntold) yield countedSoFar(answer, call);
    throw invalidResponse(UNFINISHED, call);
  }
  const delta = content.end(told);
  const end = endWithCalls(told, content.hasCalls);
  yield toChunk(answer, delta, end, call);
  yield { type: 'finished', finishReason: end.finishReason, usage: fromAnthropicUsage(usage), model };
}

/** What was counted is to be paid for, and told nowhere else, where the answer fails behind it. */
function countedSoFar(answer: Answer, call: UpstreamCall): StreamPart {
  const { type, chunk } = toChunk(answer, {}, null, call);
  return { type, chunk: { ...chunk, choices: [] } };
}

function* wholeAnswer(
  message: Fields,
  call: UpstreamCall,
  progress: AnswerProgress,
): Generator<StreamPart, void, undefined> {
  const completion = fromAnthropicAnswer(message, call);
  const finishReason = completion.choices[0]?.finish_reason ?? null;
  if (finishReason === null) throw invalidResponse(UNFINISHED, call);
  progress.saw(0, { hasContent: true, finishReason });
  yield* splitCompletion(completion, finishReason);
}

/** What blocks are of, whose start tells nothing by itself. */
const OPENING: ReadonlySet<unknown> = new Set(['text', 'thinking']);

/** That something was said, in an event of which nothing can be read: an answer has begun by it. */
function unread(type: string | undefined, { content_block: block }: Fields): Delta {
  const isStart = type === 'content_block_start' && isObject(block) && !OPENING.has(block['type']);
  const isPiece = type === 'content_block_delta';
  return (isStart || isPiece ? { unread: type } : {}) as Delta;
}

/** Only `message_delta` counts the whole answer. */
function hasCount(type: string | undefined, fields: Fields): boolean {
  return type === 'message_delta' && typeof lastUsage({}, fields)['output_tokens'] === 'number';
}

/** The counts at the end: beside the delta, on some servers in it. */
function lastUsage(earlier: Fields, { delta, usage }: Fields): Fields {
  return laterUsage(laterUsage(earlier, isObject(delta) ? delta['usage'] : null), usage);
}

function updated(answer: Answer, type: string | undefined, fields: Fields, call: UpstreamCall): Answer {
  if (type === 'message_start' && isObject(fields['message'])) {
    const { id, model, usage, stop_reason: reason } = fields['message'];
    const announcedEnd = endOf(reason, call);
    // The output counted here is that of the first moment; only `message_delta` counts the whole.
    const { output_tokens: _firstMoment, ...counts } = laterUsage({}, usage);
    const [ownId, ownModel] = [textOrNull(id) ?? '', modelNameIn(model, call)];
    return { ...answer, id: ownId, model: ownModel, announcedEnd, usage: counts };
  }
  if (type === 'message_stop') {
    const end = answer.end ?? answer.announcedEnd;
    return { ...answer, end, usage: lastUsage(answer.usage, fields) };
  }
  if (type !== 'message_delta') return answer;
  const delta = isObject(fields['delta']) ? fields['delta'] : {};
  const end = endOf(delta['stop_reason'], call) ?? answer.end;
  return { ...answer, end, usage: lastUsage(answer.usage, fields) };
}

/** What is counted so far goes with each chunk: of an answer that does not come to its end, it is all there is. */
function toChunk(answer: Answer, delta: Delta, end: TranslatedEnd | null, call: UpstreamCall): ChunkPart {
  const usage = fromAnthropicUsage(answer.usage);
  const chunk: CompletionChunk = {
    id: answer.id,
    object: 'chat.completion.chunk',
    created: Math.floor(call.nowMs / 1000),
    model: answer.model,
    choices: [{ index: 0, delta, logprobs: null, ...endFields(end) }],
    ...(usage !== null && { usage }),
  };
  return { type: 'chunk', chunk };
}
