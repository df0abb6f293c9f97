import type { Completion, CompletionChunk, CompletionUsage, StreamPart } from '../../port/canonical.js';
import type { ListedModel } from '../../port/llm-provider.js';
import type { AnswerProgress } from '../upstream/event-reader.js';
import { invalidResponse, type UpstreamCall } from '../upstream/upstream-failure.js';
import { fromWireError } from './openai-compatible-failure.js';
import { pricesIn } from './listed-prices.js';
import { fromOpenAiUsage, usageIn } from './openai-usage.js';
import { laterUsage } from '../upstream/usage/later-usage.js';
import { isObject, limitsOf, modelNameIn, objectsOf, wordIn, type Fields } from '../upstream/wire-fields.js';

/**
 * A whole answer.
 * @throws GatewayError what the answer reports, or `provider.invalid_response` where it is none.
 */
export function readCompletion(answer: unknown, call: UpstreamCall): Completion {
  const wire = readWire(answer, call);
  const choice = firstChoice(wire);
  if (!isObject(choice?.['message'])) throw invalidResponse('its answer has no message', call);
  requireGoodChoice(choice, call);
  const { content, refusal, tool_calls: toolCalls } = choice['message'];
  if (!content && !refusal && !toolCalls && wordIn(choice['finish_reason'], call) === null) {
    throw invalidResponse('its answer is empty and does not say why', call);
  }
  const { usage: _reported, ...rest } = wire;
  const usage = fromOpenAiUsage(usageIn(wire));
  const completion = { ...rest, choices: objectsOf(wire['choices']) } as unknown as Completion;
  return {
    ...completion,
    ...(usage && { usage }),
    model: modelNameIn(wire['model'], call),
  };
}

/** Understands the chunks of one stream, one after the other. */
export class StreamedAnswer implements AnswerProgress {
  private finishReason: string | null = null;
  private usage: CompletionUsage | null = null;
  private reported: Fields = {};
  private model: string;

  constructor(private readonly call: UpstreamCall) {
    this.model = call.request.model;
  }

  get isOver(): boolean {
    return this.finishReason !== null;
  }

  /** @throws GatewayError what the chunk reports, or `provider.invalid_response` where it is none. */
  take(answer: unknown): StreamPart {
    const { call } = this;
    const wire = readWire(answer, call);
    const choice = firstChoice(wire);
    if (choice) requireGoodChoice(choice, call);
    const counted = this.count(usageIn(wire));
    const chunk = { ...wire, ...counted, choices: objectsOf(wire['choices']) } as unknown as CompletionChunk;
    this.finishReason = (choice && wordIn(choice['finish_reason'], call)) ?? this.finishReason;
    this.model = modelNameIn(wire['model'], call, this.model);
    return { type: 'chunk', chunk };
  }

  /** What is counted so far goes with the chunk that counts. */
  private count(usage: Fields | null): { readonly usage?: CompletionUsage | null } {
    if (usage === null) return {};
    this.reported = laterUsage(this.reported, usage);
    this.usage = fromOpenAiUsage(this.reported);
    return { usage: this.usage };
  }

  /**
   * Nothing more will come.
   * @throws GatewayError `provider.invalid_response` unless the provider said why it stopped.
   */
  end(): StreamPart {
    const { call, finishReason, usage, model } = this;
    if (finishReason === null) {
      throw invalidResponse('the stream stopped before the answer was finished', call);
    }
    return { type: 'finished', finishReason, usage, model };
  }
}

/** No provider has so many. */
const MAX_LISTED_MODELS = 10_000;

/**
 * `GET /models`; entries without a fit name are left out. Limits stand there at OpenRouter (`context_length`,
 * `top_provider.max_completion_tokens`) and Requesty (`context_window`, `max_output_tokens`): their docs, read
 * 2026-11-23.
 */
export function readModelList(page: unknown, call: UpstreamCall): ListedModel[] {
  const data = isObject(page) ? page['data'] : null;
  if (!Array.isArray(data)) throw invalidResponse('its list of models is none', call);
  return data
    .slice(0, MAX_LISTED_MODELS)
    .filter(isObject)
    .flatMap((entry) => {
      const id = modelNameIn(entry['id'], call, '');
      return id === '' ? [] : [{ id, ...shutdownIn(entry), ...limitsIn(entry), ...pricesIn(entry) }];
    });
}

/** What is no date says nothing: it neither announces an end nor takes one back. */
function shutdownIn({ shutdown_date: date }: Fields): Pick<ListedModel, 'shutdownDate'> {
  if (date === null) return { shutdownDate: null };
  return typeof date === 'string' && isDate(date) ? { shutdownDate: date } : {};
}

function limitsIn(entry: Fields): ReturnType<typeof limitsOf> {
  const { context_length: length, context_window: window, max_output_tokens: maximum } = entry;
  const top = isObject(entry['top_provider']) ? entry['top_provider'] : {};
  return limitsOf(length ?? window, top['max_completion_tokens'] ?? maximum);
}

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}

/** HTTP 200 proves nothing: the body may be no object, or hold an error. */
function readWire(answer: unknown, call: UpstreamCall): Fields {
  if (!isObject(answer)) throw invalidResponse('its answer is not a JSON object', call);
  const { error } = answer;
  if (isObject(error)) throw fromWireError(null, error, call);
  if (typeof error === 'string') throw fromWireError(null, { message: error }, call);
  return answer;
}

/** The gateway asks for one choice; were there more, they would come in any order. */
function firstChoice(wire: Fields): Fields | null {
  return objectsOf(wire['choices']).find(({ index }) => index === 0 || index === undefined) ?? null;
}

/** A failure may stand in the choice, beside half an answer. */
function requireGoodChoice(choice: Fields, call: UpstreamCall): void {
  const { error, finish_reason: finishReason } = choice;
  if (isObject(error)) throw fromWireError(null, error, call);
  if (typeof error === 'string') throw fromWireError(null, { message: error }, call);
  if (finishReason === 'error') throw fromWireError(null, null, call);
}
