import type { Fields } from '../../../../common/fields.js';
import { withNumbersWithin } from '../../../../common/written-numbers.js';
import type { GatewayError } from '../../../../common/errors.js';
import type { CompletionChunk, CompletionUsage } from '../../../../port/canonical.js';
import { toResponsesError } from '../own-words.js';
import type { OfferedTools } from '../request/offered-tools.js';
import type { ResponsesBody } from '../request/responses-request.js';
import { wantsThoughts } from '../request/to-chat-request.js';
import type { ResponseEvent } from './output-item.js';
import { OutputItems } from './output-items.js';
import { toResponse, type ResponseHead, type ResponseState } from './response-object.js';
import { toResponseUsage } from './response-usage.js';
import { calledTool } from '../../../../port/called-tool.js';
import type { PlaceOf } from '../../../in-own-words.js';
import { nameOr } from '../../../name-or.js';
import { NewMedia } from '../../../new-media.js';
import { thoughtText } from '../../../../port/thought-text.js';
import { ThoughtsToSeal } from '../../../thoughts-to-seal.js';

/** What an answer needs to be told, beside its parts. */
export interface AskedResponse {
  readonly body: ResponsesBody;
  readonly tools: OfferedTools;
  /** Who answers, and by which model as far as that is known before it says so. */
  readonly provider: string;
  readonly model: string;
  /** What ids of this response end in; no other response has it. */
  readonly ending: string;
  /** Milliseconds since the Unix epoch. */
  readonly nowMs: () => number;
  /** Where a canonical parameter stands in the caller's request; left out = by its name. */
  readonly placeOf?: PlaceOf;
}

const INCOMPLETE: Readonly<Record<string, string>> = {
  length: 'max_output_tokens',
  content_filter: 'content_filter',
};

type Choice = CompletionChunk['choices'][number];

/** An event of a provider's own that tells how far its response is. */
export type ToldResponse = Fields & { readonly response: Fields };

/** A response as the parts of its answer come, one for each. */
export class StreamedResponse {
  private readonly items: OutputItems;
  private readonly thoughts = new ThoughtsToSeal();
  private readonly media = new NewMedia();
  private hasThoughts = false;
  private head: ResponseHead | null = null;
  private state: ResponseState = { status: 'in_progress', output: [], usage: null };

  constructor(private readonly asked: AskedResponse) {
    this.items = new OutputItems(asked.ending, asked.tools, wantsThoughts(asked.body));
  }

  /** As far as it has come. */
  toResponse(): Fields {
    const { asked, state } = this;
    return toResponse(asked.body, this.head ?? this.headOf({}), state);
  }

  *take(chunk: CompletionChunk): Generator<ResponseEvent, void> {
    yield* this.start(chunk);
    const { service_tier: tier } = chunk;
    if (this.head && typeof tier === 'string') this.head = { ...this.head, serviceTier: tier };
    // Others are further answers, which this API does not have.
    for (const choice of chunk.choices) if (choice.index === 0) yield* this.takeChoice(choice);
  }

  *end(reason: string, usage: CompletionUsage | null): Generator<ResponseEvent, void> {
    yield* this.start({});
    const incompleteReason = (Object.hasOwn(INCOMPLETE, reason) && INCOMPLETE[reason]) || null;
    const isCut = incompleteReason !== null;
    yield* this.items.end(isCut);
    yield* this.items.seal(this.thoughts.sealed(this.asked.provider));
    const status = isCut ? 'incomplete' : 'completed';
    const completedAt = isCut ? null : this.nowS();
    yield this.becomes({ status, usage: toResponseUsage(usage), incompleteReason, completedAt });
  }

  /**
   * The end of a response that failed. Beside the failed response it has the error at the top: SDKs throw for that, and
   * would take the event alone for a good end.
   */
  *fail(failure: GatewayError): Generator<ResponseEvent, void> {
    yield* this.start({});
    // Nobody is told of their ends: the answer has none.
    Array.from(this.items.end(true));
    const { error } = named(failure, this.asked.placeOf);
    const failed = this.becomes({ status: 'failed', usage: null, error: shown(error) });
    yield { ...failed, error };
  }

  /** The same of a response that its provider has begun to tell by itself. */
  failOf({ response, ...event }: ToldResponse, failure: GatewayError): ResponseEvent {
    const { error } = named(failure, this.asked.placeOf);
    const failed = { ...response, status: 'failed', error: shown(error) };
    return withNumbersWithin(event, { type: 'response.failed', response: failed, error });
  }

  private *start(chunk: Partial<CompletionChunk>): Generator<ResponseEvent, void> {
    if (this.head) return;
    this.head = this.headOf(chunk);
    yield told('created', this.toResponse());
    yield told('in_progress', this.toResponse());
  }

  private *takeChoice({ delta, logprobs }: Choice): Generator<ResponseEvent, void> {
    this.thoughts.take(delta);
    yield* this.think(delta);
    const { content, refusal, tool_calls: calls } = delta;
    const tokens: unknown = logprobs?.content;
    if (content) yield* this.items.say(content, Array.isArray(tokens) ? tokens : []);
    if (refusal) yield* this.items.refuse(refusal);
    for (const media of this.media.newIn(delta)) yield* this.items.show(media);
    const { annotations } = delta as Fields;
    if (Array.isArray(annotations)) for (const one of annotations) yield* this.items.annotate(one);
    for (const call of calls ?? []) {
      const { index: place, id } = call;
      const callId = yield* this.items.call({ place, id, called: calledTool(call) });
      this.thoughts.takeOfCall(callId, call);
    }
  }

  /** Blocks that an adapter sends whole at the end were told piece by piece before. */
  private *think(delta: object): Generator<ResponseEvent, void> {
    if (this.hasThoughts && 'thinking_blocks' in delta) return;
    const text = thoughtText(delta);
    if (text === '') return;
    this.hasThoughts = true;
    yield* this.items.think(text);
  }

  private becomes(state: Omit<ResponseState, 'output'>): ResponseEvent {
    this.state = { ...state, output: this.items.toOutput() };
    return told(state.status, this.toResponse());
  }

  private headOf({ created, model }: Partial<CompletionChunk>): ResponseHead {
    const { asked } = this;
    // Some servers write fractions of a second.
    const createdAt = typeof created === 'number' && created >= 1 ? Math.floor(created) : this.nowS();
    return {
      id: `resp_${asked.ending}`,
      createdAt,
      model: nameOr(model, asked.model),
      serviceTier: null,
    };
  }

  private nowS(): number {
    return Math.floor(this.asked.nowMs() / 1000);
  }
}

function told(status: 'created' | ResponseState['status'], response: Fields): ResponseEvent {
  return withNumbersWithin(response, { type: `response.${status}`, response });
}

/** The error with a code in any case: clients go by it. */
function named(failure: GatewayError, placeOf?: PlaceOf) {
  const { error } = toResponsesError(failure, placeOf);
  const code = error.code ?? (failure.code === 'provider.rejected' ? 'invalid_prompt' : 'server_error');
  return { error: { ...error, code } };
}

function shown({ code, message }: { readonly code: string; readonly message: string }): Fields {
  return { code, message };
}
