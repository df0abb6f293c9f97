import type { OpenAI } from 'openai';
import type { Clock } from '../../common/clock.js';
import { EVENT_STREAM, type UpstreamResponse } from '../../common/http/upstream-answer.js';
import type { ConfiguredProvider } from '../../port/configured-provider.js';
import type { Completion, CompletionRequest, StreamPart } from '../../port/canonical.js';
import type { Attempt, ListedModel, LlmProvider } from '../../port/llm-provider.js';
import type { ProviderDefinition, ProviderSettings } from '../../port/provider-definition.js';
import { joinParts } from '../../port/join-parts.js';
import { eventsIn, openEvents, readAnswerBody } from '../upstream/answer-body.js';
import { AnswerProgress } from '../upstream/answer-progress.js';
import type { StreamTerms } from '../upstream/event-reader.js';
import { noteUsage } from '../upstream/note-usage.js';
import { readJson } from '../upstream/upstream-http.js';
import type { WireEvent } from '../upstream/wire-event.js';
import { readCompletion, StreamedAnswer } from './openai-answer.js';
import { readModelList } from './read-model-list.js';
import { fromSdkFailure, fromStreamFailure, fromWireError } from './openai-compatible-failure.js';
import type { OpenAiCompatibleCall, OpenAiCompatibleQuirks } from './openai-compatible-quirks.js';
import { fromOpenAiUsage, usageIn } from './openai-usage.js';
import { responseBelow, type ChatClient } from './openai-sdk-client.js';

/** The adapter of every provider that speaks OpenAI's chat completions, through the official SDK. */
export class OpenAiCompatibleProvider implements LlmProvider {
  readonly streamDefaults = Object.freeze({ stream_options: Object.freeze({ include_usage: true }) });

  constructor(
    readonly definition: ProviderDefinition,
    readonly settings: ProviderSettings,
    private readonly client: ChatClient,
    private readonly clock: Clock,
    private readonly quirks: OpenAiCompatibleQuirks = {},
  ) {}

  async complete(request: CompletionRequest, attempt: Attempt): Promise<Completion> {
    const call = this.upstreamCall(request, attempt);
    const terms = this.termsOf(call, attempt);
    try {
      const asked = await this.ask(request, call, attempt);
      const answer: unknown = asked.response ? await readAnswerBody(asked.response, terms) : asked.mocked;
      noteUsage(answer, (wire) => fromOpenAiUsage(usageIn(wire)), attempt);
      const events = eventsIn(answer);
      return await (events ? joinParts(read(events, terms)) : readCompletion(answer, call));
    } catch (error) {
      throw this.reasonOf(error, call, attempt);
    }
  }

  async *stream(request: CompletionRequest, attempt: Attempt): AsyncIterable<StreamPart> {
    const terms = this.termsOf(this.upstreamCall(request, attempt), attempt);
    const events = await this.open(terms, attempt);
    yield* read(events, terms);
  }

  async listModels(attempt: Attempt): Promise<readonly ListedModel[]> {
    const call = this.upstreamCall({ model: '', messages: [] }, attempt);
    try {
      const pending = this.client.models?.list(requestOptions(attempt));
      const response = pending ? await responseBelow(pending) : null;
      const page: unknown = response ? await readJson(response, attempt.signal, call) : await pending;
      return readModelList(page, call);
    } catch (error) {
      throw this.reasonOf(error, call, attempt);
    }
  }

  /** From below the SDK, which goes by the type that a body claims; a mock has its chunks at hand. */
  private async open(terms: StreamTerms, attempt: Attempt): Promise<AsyncIterable<WireEvent>> {
    const { call } = terms;
    try {
      const { response, mocked } = await this.ask(
        { ...call.request, stream: true },
        call,
        attempt,
        EVENT_STREAM,
      );
      return response ? await openEvents(response, terms) : eventsOf(mocked as AsyncIterable<unknown>);
    } catch (error) {
      throw this.reasonOf(error, call, attempt);
    }
  }

  /** The answer, unread; a mock without `send` has it at hand. */
  private async ask(
    body: CompletionRequest & { readonly stream?: true },
    call: OpenAiCompatibleCall,
    attempt: Attempt,
    accept?: string,
  ): Promise<Asked> {
    const { send } = this.client;
    if (!send) {
      const pending = this.client.chat.completions.create(body, requestOptions(attempt, accept));
      const response = await responseBelow(pending);
      return response ? { response } : { response: null, mocked: await pending };
    }
    const response = await send(body, { signal: attempt.signal, headers: headersOf(attempt, accept) });
    if (response.ok) return { response };
    const text = await response.text();
    throw fromWireError(response.status, text === '' ? undefined : text, call, response.headers);
  }

  private termsOf(call: OpenAiCompatibleCall, { signal, meterAnswer }: Attempt): StreamTerms {
    return { signal, call, clock: this.clock, meterAnswer, progress: new AnswerProgress() };
  }

  /** What ended the attempt from our side; the SDK tells it in words of its own. Else its failure, read now. */
  private reasonOf(error: unknown, call: OpenAiCompatibleCall, { signal }: Attempt): unknown {
    if (signal.aborted) return signal.reason;
    return fromSdkFailure(error, { ...call, nowMs: this.clock.nowMs() });
  }

  private upstreamCall(request: CompletionRequest, { apiKey, noteLimits }: Attempt): OpenAiCompatibleCall {
    const { definition, settings, clock, quirks } = this;
    return { definition, settings, apiKey, request, nowMs: clock.nowMs(), quirks, noteLimits };
  }
}

type Asked =
  | { readonly response: UpstreamResponse; readonly mocked?: undefined }
  | { readonly response: null; readonly mocked: unknown };

/** The parts of an answer that comes in events. */
async function* read(
  events: AsyncIterable<WireEvent>,
  { signal, call, progress }: StreamTerms,
): AsyncGenerator<StreamPart, void, undefined> {
  const answer = new StreamedAnswer(call, progress);
  try {
    for await (const event of events) {
      const part = answer.take(event);
      if (part) yield part;
    }
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw fromStreamFailure(error, call);
  }
  // A client may end an aborted stream in silence.
  if (signal.aborted) throw signal.reason;
  yield answer.end();
}

/** A mock's chunks. */
async function* eventsOf(chunks: AsyncIterable<unknown>): AsyncGenerator<WireEvent> {
  for await (const data of chunks) yield { event: undefined, data };
}

/** Makes the adapter of a provider, with what is odd about it. */
export function createOpenAiCompatibleProvider(quirks: OpenAiCompatibleQuirks) {
  return ({ definition, settings }: ConfiguredProvider, client: ChatClient, clock: Clock): LlmProvider =>
    new OpenAiCompatibleProvider(definition, settings, client, clock, quirks);
}

/** A stream is asked for by its header, too: some servers go by it. */
function headersOf({ requestId, apiKey, headers }: Attempt, accept = 'application/json') {
  const authorization = apiKey === null ? undefined : `Bearer ${apiKey.value}`;
  return { ...headers, 'x-request-id': requestId, authorization, accept };
}

function requestOptions(attempt: Attempt, accept?: string): OpenAI.RequestOptions {
  const { authorization = null, ...headers } = headersOf(attempt, accept);
  // `null` takes out what the SDK would put there.
  return { signal: attempt.signal, headers: { ...headers, authorization } };
}
