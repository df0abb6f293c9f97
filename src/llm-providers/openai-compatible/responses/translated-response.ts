import type { Completion, CompletionChunk, CompletionUsage, StreamPart } from '../../../port/canonical.js';
import { joinParts } from '../../../port/join-parts.js';
import type { StreamTerms } from '../../upstream/event-reader.js';
import { invalidResponse } from '../../upstream/upstream-failure.js';
import type { WireEvent } from '../../upstream/wire-event.js';
import { isObject, modelNameIn, textOrNull, wordIn, type Fields } from '../../upstream/wire-fields.js';
import { fromWireError } from '../openai-compatible-failure.js';
import type { OpenAiCompatibleCall } from '../openai-compatible-quirks.js';
import { accountMarkOf } from './account-thoughts.js';
import { finishReasonOf, requireNoFailure, responseInOwnWords } from './read-response.js';
import { ENDS, type ResponseReader } from './read-response-parts.js';
import type { AnswerPiece } from './item-pieces.js';
import { ResponseItems } from './response-items.js';
import { usageOfResponse } from './usage-of-response.js';

/** A response as a canonical answer, whether it comes whole or in events. */
export class TranslatedResponse implements ResponseReader {
  readonly takesChats = true;
  hasEnded = false;
  private readonly items: ResponseItems;
  private readonly call: OpenAiCompatibleCall;
  private base: Fields;
  private model: string;
  private hasSpoken = false;

  constructor(private readonly terms: StreamTerms) {
    this.call = terms.call;
    this.items = new ResponseItems(terms.call, accountMarkOf(terms.call));
    this.model = terms.call.request.model;
    this.base = { id: '', created: Math.floor(terms.call.nowMs / 1000) };
  }

  *take({ event, data }: WireEvent): Generator<StreamPart, void> {
    const { call } = this;
    const fields = isObject(data) ? data : {};
    const type = textOrNull(fields['type']) ?? event ?? '';
    if (type === 'error' || isObject(fields['error'])) {
      throw fromWireError(null, isObject(fields['error']) ? fields['error'] : fields, call);
    }
    if (type === '' && Array.isArray(fields['output'])) return yield* this.end(fields);
    const { response } = fields;
    if (isObject(response)) this.sawResponse(response);
    if (ENDS.has(type)) return yield* this.end(isObject(response) ? response : {});
    for (const piece of this.items.take(type, fields)) yield this.toChunk(piece);
  }

  /**
   * The parts of a whole response, or of the rest of one that has ended.
   * @throws GatewayError what it reports, or `provider.invalid_response` where it is not finished.
   */
  *end(response: Fields): Generator<StreamPart, void> {
    const { call } = this;
    const { progress } = this.terms;
    requireNoFailure(response, call, true);
    const reason = finishReasonOf(response);
    if (reason === null) throw invalidResponse('its response is not finished', call);
    this.sawResponse(response);
    for (const piece of this.items.output(response)) yield this.toChunk(piece);
    const finishReason = reason === 'stop' && this.items.hasCalls ? 'tool_calls' : reason;
    const usage = usageOf(response);
    progress.saw(0, { hasContent: false, finishReason });
    if (usage) progress.sawCount();
    this.hasEnded = true;
    yield this.toChunk({ delta: {} }, finishReason);
    yield { type: 'finished', finishReason, usage, model: this.model };
  }

  /** @throws GatewayError as `end` does. */
  whole(answer: unknown): Promise<Completion> {
    const { call } = this;
    const response = isObject(answer) ? answer : {};
    const isResponse = Array.isArray(response['output']);
    requireNoFailure(response, call, isResponse);
    if (!isResponse) throw invalidResponse('its answer is no response', call);
    return joinParts(iterated(this.end(response)));
  }

  private sawResponse(response: Fields): void {
    const { call, base } = this;
    const { id, created_at: created, service_tier } = responseInOwnWords(response, call);
    const tier = wordIn(service_tier, call);
    this.model = modelNameIn(response['model'], call, this.model);
    this.base = {
      ...base,
      id: textOrNull(id) ?? base['id'],
      created: typeof created === 'number' ? Math.floor(created) : base['created'],
      ...(tier !== null && { service_tier: tier }),
    };
  }

  private toChunk({ delta, logprobs }: AnswerPiece, finishReason: string | null = null): StreamPart {
    const hasContent = Object.keys(delta).length > 0;
    if (hasContent) this.terms.progress.saw(0, { hasContent, finishReason: null });
    const role = this.hasSpoken ? {} : { role: 'assistant' };
    this.hasSpoken = true;
    const chunk = {
      ...this.base,
      object: 'chat.completion.chunk',
      model: this.model,
      choices: [
        { index: 0, delta: { ...role, ...delta }, logprobs: logprobs ?? null, finish_reason: finishReason },
      ],
    };
    return { type: 'chunk', chunk: chunk as unknown as CompletionChunk };
  }
}

/** Without the names that the Responses API has for the same counts. */
export function usageOf(response: Fields): CompletionUsage | null {
  const read = usageOfResponse(response) as (CompletionUsage & Fields) | null;
  if (!read) return null;
  const { input_tokens: _in, input_tokens_details: _cached, ...others } = read;
  const { output_tokens: _out, output_tokens_details: _reasoning, ...canonical } = others;
  return canonical;
}

async function* iterated(parts: Iterable<StreamPart>): AsyncGenerator<StreamPart> {
  yield* parts;
}
