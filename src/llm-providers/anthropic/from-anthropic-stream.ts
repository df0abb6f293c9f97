import type { CompletionChunk, StreamPart } from '../../port/canonical.js';
import type { AnswerProgress } from '../upstream/event-reader.js';
import { invalidResponse, type UpstreamCall } from '../upstream/upstream-failure.js';
import type { AnthropicEvent } from './anthropic-client.js';
import { AnthropicContentStream } from './anthropic-content-stream.js';
import { readErrorObject } from './anthropic-errors.js';
import { fromStopReason } from './from-anthropic-answer.js';
import { fromAnthropicUsage } from './from-anthropic-usage.js';
import { laterUsage } from '../upstream/usage/later-usage.js';
import { isObject, modelNameIn, textOrNull, type Fields } from '../upstream/wire-fields.js';

type Delta = CompletionChunk['choices'][number]['delta'];

/** What a stream has told of its answer so far. */
interface Answer {
  readonly id: string;
  readonly model: string;
  readonly finishReason: string | null;
  readonly usage: Fields;
}

/** Yields what came; ends well only if Anthropic said why it stopped, with or without a `message_stop`. */
export async function* fromAnthropicStream(
  events: AsyncIterable<AnthropicEvent>,
  call: UpstreamCall,
  progress: AnswerProgress = { isOver: false },
): AsyncGenerator<StreamPart, void, undefined> {
  const content = new AnthropicContentStream(call);
  let answer: Answer = { id: '', model: call.request.model, finishReason: null, usage: {} };
  for await (const { event, data } of events) {
    const fields = isObject(data) ? data : {};
    const type = textOrNull(fields['type']) ?? event;
    if (type === 'error') throw readErrorObject(data, call);
    if (type === 'message_stop') break;
    answer = updated(answer, type, fields, call);
    progress.isOver = answer.finishReason !== null;
    const delta = content.take(type, fields);
    if (delta) yield toChunk(answer, delta, null, call);
  }
  const { finishReason, usage, model } = answer;
  if (finishReason === null) throw invalidResponse('the stream stopped before the answer was finished', call);
  yield toChunk(answer, content.end(finishReason), finishReason, call);
  yield { type: 'finished', finishReason, usage: fromAnthropicUsage(usage), model };
}

function updated(answer: Answer, type: string | undefined, fields: Fields, call: UpstreamCall): Answer {
  if (type === 'message_start' && isObject(fields['message'])) {
    const { id, model, usage } = fields['message'];
    // The output counted here is that of the first moment; only `message_delta` counts the whole.
    const { output_tokens: _firstMoment, ...counts } = laterUsage({}, usage);
    return { ...answer, id: textOrNull(id) ?? '', model: modelNameIn(model, call), usage: counts };
  }
  if (type !== 'message_delta') return answer;
  const delta = isObject(fields['delta']) ? fields['delta'] : {};
  const finishReason = fromStopReason(delta['stop_reason'], call) ?? answer.finishReason;
  return { ...answer, finishReason, usage: laterUsage(answer.usage, fields['usage']) };
}

/** What is counted so far goes with each chunk: of an answer that does not come to its end, it is all there is. */
function toChunk(answer: Answer, delta: Delta, finishReason: string | null, call: UpstreamCall): StreamPart {
  const usage = fromAnthropicUsage(answer.usage);
  const chunk = {
    id: answer.id,
    object: 'chat.completion.chunk',
    created: Math.floor(call.nowMs / 1000),
    model: answer.model,
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }],
    ...(usage !== null && { usage }),
  };
  // A reason of the provider's own is no member of the type.
  return { type: 'chunk', chunk: chunk as CompletionChunk };
}
