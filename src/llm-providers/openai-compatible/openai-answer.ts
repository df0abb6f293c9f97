import type { Completion, CompletionChunk, CompletionUsage, StreamPart } from '../../port/canonical.js';
import type { AnswerProgress } from '../upstream/answer-progress.js';
import { isReport } from '../upstream/failure-report.js';
import { soleAnswer } from '../upstream/sole-answer.js';
import { invalidResponse, type UpstreamCall } from '../upstream/upstream-failure.js';
import type { WireEvent } from '../upstream/wire-event.js';
import { isObject, modelNameIn, objectsOf, type Fields } from '../upstream/wire-fields.js';
import { hasContent, readChoices, reasonOf, type WireChoice } from './openai-choices.js';
import { fromWireError } from './openai-compatible-failure.js';
import { fromOpenAiUsage, toldUsage, usageIn } from './openai-usage.js';
import { saysSuccess } from '../upstream/says-nothing.js';
import { laterUsage } from '../upstream/usage/later-usage.js';
import { reportedError } from './reported-error.js';
import { isCalledError, isChunk, isForeign, isNoise } from './stream-noise.js';
import { ToolCallPlaces } from './tool-call-places.js';

/** Of a choice behind the first that says nothing. */
const NO_MESSAGE = Object.freeze({ role: 'assistant', content: null });

/**
 * A whole answer.
 * @throws GatewayError what the answer reports, or `provider.invalid_response` where it is none.
 */
export function readCompletion(answer: unknown, call: UpstreamCall): Completion {
  const wire = readWire(answer, call);
  if (isReport(wire)) throw fromWireError(null, wire, call);
  const choices = readChoices(wire, 'message', call);
  // The lowest place is the first one, whatever it is called: some servers count from 1.
  const lowest = choices.reduce((least, { index }) => Math.min(least, index), Infinity);
  const choice = choices.find(({ index }) => index === lowest) ?? null;
  if (!isObject(choice?.['message'])) throw invalidResponse('its answer has no message', call);
  if (!hasContent(choice['message']) && reasonOf(choice, call) === null) {
    throw invalidResponse('its answer is empty and does not say why', call);
  }
  const { usage: _reported, ...rest } = wire;
  const usage = toldUsage(wire, fromOpenAiUsage(usageIn(wire)));
  const read = choices
    .map((one) => ({ message: NO_MESSAGE, ...one, index: one.index - lowest }))
    .toSorted((one, other) => one.index - other.index);
  return {
    ...(rest as unknown as Completion),
    choices: read as unknown as Completion['choices'],
    ...(usage && { usage }),
    model: modelNameIn(wire['model'], call),
  };
}

/**
 * A text completion with a message in each choice whose text is empty: `readChoices` makes the others out of their texts,
 * and an empty text is an answer where its end has a reason.
 */
export function withMessages(answer: unknown): unknown {
  if (!isObject(answer) || !Array.isArray(answer['choices'])) return answer;
  const choices: readonly unknown[] = answer['choices'];
  const isEmpty = (choice: unknown): choice is Fields => isObject(choice) && choice['text'] === '';
  const message = { role: 'assistant', content: '' };
  return { ...answer, choices: choices.map((one) => (isEmpty(one) ? { message, ...one } : one)) };
}

/** Understands the chunks of one stream, one after the other. */
export class StreamedAnswer {
  private usage: CompletionUsage | null = null;
  private reported: Fields = {};
  private model: string;
  private hasBegun = false;
  /** Words that may tell why the answer stopped, if it stops: they may also tell of a place in a queue. */
  private report: Fields | null = null;
  private readonly calls = new Map<number, ToolCallPlaces>();

  constructor(
    private readonly call: UpstreamCall,
    private readonly progress: AnswerProgress,
  ) {
    this.model = call.request.model;
  }

  /**
   * A chunk, or the whole answer where it came in place of chunks; `null` = the event is no part of the answer.
   * @throws GatewayError what it reports, or `provider.invalid_response` where it is none.
   */
  take({ event, data }: WireEvent): StreamPart | null {
    const { call } = this;
    if (event === 'error' && !isSuccess(data)) throw fromWireError(null, errorOfEvent(data), call);
    const wire = this.chunkIn(event, data);
    if (wire === null) return null;
    const choices = readChoices(wire, 'delta', call).map((choice) => this.saw(choice));
    this.hasBegun ||= choices.length > 0;
    const counted = this.count(wire);
    this.model = modelNameIn(wire['model'], call, this.model);
    const chunk = {
      ...wire,
      ...counted,
      choices,
      ...(isWhole(wire) && { object: 'chat.completion.chunk' }),
      ...(Boolean(wire['model']) && { model: this.model }),
    };
    return { type: 'chunk', chunk: chunk as unknown as CompletionChunk };
  }

  /** Whether a chunk may call the model that answers so, or not at all. */
  isName(model: unknown): boolean {
    return !model || modelNameIn(model, this.call, this.model) === model;
  }

  /** The same for a chunk that is in canonical form already (`isPlainChunk`). */
  takePlain(wire: Fields): StreamPart {
    const [choice] = wire['choices'] as readonly Fields[];
    if (choice) {
      this.hasBegun = true;
      const { delta, finish_reason: reason } = choice;
      const finishReason = typeof reason === 'string' ? reason : null;
      this.progress.saw(0, { hasContent: hasContent(delta), finishReason });
    } else if (this.usage === null) this.countFirst(wire['usage'] as Fields);
    else this.count(wire);
    this.model = modelNameIn(wire['model'], this.call, this.model);
    const chunk = choice || this.usage === wire['usage'] ? wire : { ...wire, usage: this.usage };
    return { type: 'chunk', chunk: chunk as unknown as CompletionChunk };
  }

  /** The first counts of the answer, in canonical form already. */
  private countFirst(usage: Fields): void {
    this.reported = usage;
    this.usage = usage as unknown as CompletionUsage;
    this.progress.sawCount();
  }

  /** A chunk of the first choice with a text and nothing else, like one that was taken before. */
  sawText(): void {
    this.progress.sawText();
  }

  /** What an event adds to the answer; `null` = nothing. */
  private chunkIn(event: string | undefined, data: unknown): Fields | null {
    const { call } = this;
    if (isNoise(data)) return null;
    const wire = readWire(data, call, this.hasBegun || isForeign(event));
    if (isCalledError(wire) && !isSuccess(wire) && !isChunk(wire)) throw fromWireError(null, wire, call);
    if (isReport(wire) && !isForeign(event)) this.report = wire;
    return isChunk(wire) ? wire : null;
  }

  /** What is counted so far goes with the chunk that counts. */
  private count(wire: Fields): { readonly usage?: CompletionUsage | null } {
    const usage = usageIn(wire);
    if (usage === null) return {};
    this.reported = laterUsage(this.reported, usage);
    this.usage = toldUsage(wire, fromOpenAiUsage(this.reported));
    if (this.usage !== null) this.progress.sawCount();
    return { usage: this.usage };
  }

  /**
   * Nothing more will come.
   * @throws GatewayError unless the provider said why each choice stopped, or why the first one did and with its end
   * marker that this was all: what it reported without calling it an error, else `provider.invalid_response`.
   */
  end(): StreamPart {
    const { call, progress, report, usage, model } = this;
    const { finishReason } = progress;
    const isAll = progress.isOver || progress.hasEndMarker;
    if (!isAll || finishReason === null) {
      if (report !== null) throw fromWireError(null, report, call);
      throw invalidResponse('the stream stopped before the answer was finished', call);
    }
    for (const places of this.calls.values()) places.end();
    return { type: 'finished', finishReason, usage, model };
  }

  private saw(choice: WireChoice): WireChoice {
    const { index, delta } = choice;
    const finishReason = reasonOf(choice, this.call);
    this.progress.saw(index, { hasContent: hasContent(delta), finishReason });
    // What tells nothing may be `null`, and readers of streams look into it.
    if (!isObject(delta)) return { ...choice, delta: {} };
    if (!Array.isArray(delta['tool_calls'])) return choice;
    const places = this.calls.get(index) ?? new ToolCallPlaces(this.call, index);
    this.calls.set(index, places);
    return { ...choice, delta: places.fill(delta) };
  }
}

function isWhole({ object }: Fields): boolean {
  return object === 'chat.completion';
}

/**
 * HTTP 200 proves nothing: the body may be no object, or hold an error.
 *
 * @param isBesideAnswer an error that says nothing is none.
 */
function readWire(answer: unknown, call: UpstreamCall, isBesideAnswer = false): Fields {
  const wire = soleAnswer(answer, { isAnswer, isFailure });
  if (!isObject(wire)) throw invalidResponse('its answer is not a JSON object', call);
  const error = reportedError(wire, isBesideAnswer || objectsOf(wire['choices']).length > 0);
  if (error !== null) throw fromWireError(null, error, call);
  return wire;
}

function isAnswer({ choices }: Fields): boolean {
  return objectsOf(choices).length > 0;
}

function isFailure(wire: Fields): boolean {
  return reportedError(wire, isAnswer(wire)) !== null || isReport(wire);
}

/** Some servers end each stream with an error that says there was none. */
function isSuccess(data: unknown): boolean {
  return isObject(data) && (saysSuccess(data['error']) || saysSuccess(data));
}

/** The error itself, or what holds it. */
function errorOfEvent(data: unknown): object | null {
  if (!isObject(data)) return null;
  return reportedError(data, false) ?? data;
}
