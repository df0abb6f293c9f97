import type { OpenAI } from 'openai';
import type { Clock } from '../../common/clock.js';
import { GatewayError } from '../../common/errors.js';
import { EVENT_STREAM, type UpstreamResponse } from '../../common/http/upstream-answer.js';
import type { ModelRequest } from '../../port/canonical.js';
import type { Attempt } from '../../port/llm-provider.js';
import type { ProviderDefinition, ProviderSettings } from '../../port/provider-definition.js';
import { openEvents, readAnswerBody } from '../upstream/answer-body.js';
import { AnswerProgress } from '../upstream/answer-progress.js';
import type { StreamTerms } from '../upstream/event-reader.js';
import { searchRequest } from '../upstream/search-request.js';
import type { WireEvent } from '../upstream/wire-event.js';
import { bodyOf, type Address } from './openai-address.js';
import { fromSdkFailure, fromWireError } from './openai-compatible-failure.js';
import type { OpenAiCompatibleCall, OpenAiCompatibleQuirks } from './openai-compatible-quirks.js';
import { responseBelow, type ChatClient } from './openai-sdk-client.js';

/** A provider of this wire: what it is, and how it is reached. */
export interface OpenAiPeer {
  readonly definition: ProviderDefinition;
  readonly settings: ProviderSettings;
  readonly client: ChatClient;
  readonly clock: Clock;
  readonly quirks: OpenAiCompatibleQuirks;
}

/** Requests to a provider of this wire, and how their answers are read, whatever is asked for. */
export class OpenAiExchange {
  constructor(private readonly peer: OpenAiPeer) {}

  /** Asks for a whole answer, and reads it. */
  async whole<Answer>(
    address: Address,
    request: ModelRequest,
    attempt: Attempt,
    readAnswer: (answer: unknown, terms: StreamTerms, text: string | null) => Answer | Promise<Answer>,
  ): Promise<Answer> {
    const call = this.callOf(request, attempt, address);
    let text: string | null = null;
    const noteText = (json: string) => void (text = json);
    const terms = { ...this.termsOf(call, attempt), noteText };
    try {
      const body = bodyOf(address, call);
      const asked = await this.ask(address, body, call, attempt);
      const answer: unknown = asked.response ? await readAnswerBody(asked.response, terms) : asked.mocked;
      return await readAnswer(answer, terms, text);
    } catch (error) {
      throw this.reasonOf(error, call, attempt);
    }
  }

  /** From below the SDK, which goes by the type that a body claims; a mock has its chunks at hand. */
  async open(address: Address, terms: StreamTerms, attempt: Attempt): Promise<AsyncIterable<WireEvent>> {
    const call = terms.call as OpenAiCompatibleCall;
    try {
      const body = { ...bodyOf(address, call), stream: true };
      const { response, mocked } = await this.ask(address, body, call, attempt, EVENT_STREAM);
      return response ? await openEvents(response, terms) : eventsOf(mocked as AsyncIterable<unknown>);
    } catch (error) {
      throw this.reasonOf(error, call, attempt);
    }
  }

  /** The answer, unread; a mock without `send` has it at hand. */
  async ask(
    { path, mocked }: Address,
    body: object | null,
    call: OpenAiCompatibleCall,
    attempt: Attempt,
    accept?: string,
  ): Promise<Asked> {
    const { client } = this.peer;
    if (attempt.begun) {
      return this.good(await attempt.begun.respond(attempt.signal, accept === EVENT_STREAM), call);
    }
    if (!client.send) {
      const pending = mocked(client, body as never, requestOptions(attempt, accept));
      const response = pending ? await responseBelow(pending) : null;
      return response ? { response } : { response: null, mocked: await pending };
    }
    const headers = headersOf(attempt, accept);
    return this.good(await client.send(body, { path, signal: attempt.signal, headers }), call);
  }

  /** @throws GatewayError what the provider reports in place of an answer. */
  async good(response: UpstreamResponse, call: OpenAiCompatibleCall): Promise<Asked> {
    if (response.ok) return { response };
    const text = await response.text();
    await searchRequest(text, call);
    throw fromWireError(response.status, text === '' ? undefined : text, call, response.headers);
  }

  /** An address that the provider does not have is no fault of the operator's where not all providers have it. */
  notOffered(what: string): (error: unknown) => never {
    return (error) => {
      if (!(error instanceof GatewayError) || !error.isLasting) throw error;
      const message = `${this.peer.definition.displayName} API error: ${what}.`;
      const { upstreamReason } = error;
      const details = { param: 'model', mayWorkElsewhere: true, isUncounted: true, upstreamReason };
      throw new GatewayError('provider.rejected', message, { ...details, cause: error });
    };
  }

  termsOf(call: OpenAiCompatibleCall, { signal, meterAnswer }: Attempt): StreamTerms {
    return { signal, call, clock: this.peer.clock, meterAnswer, progress: new AnswerProgress() };
  }

  /** What ended the attempt from our side; the SDK tells it in words of its own. Else its failure, read now. */
  reasonOf(error: unknown, call: OpenAiCompatibleCall, { signal }: Attempt): unknown {
    if (signal.aborted) return signal.reason;
    return fromSdkFailure(error, { ...call, nowMs: this.peer.clock.nowMs() });
  }

  callOf(
    request: ModelRequest,
    { apiKey, noteLimits }: Pick<Attempt, 'apiKey' | 'noteLimits'>,
    { canonicalParam: named }: Pick<Address, 'canonicalParam'> = {},
  ): OpenAiCompatibleCall {
    const { definition, settings, clock, quirks } = this.peer;
    const words = named && { canonicalParam: named };
    return { ...words, definition, settings, apiKey, request, nowMs: clock.nowMs(), quirks, noteLimits };
  }
}

export type Asked =
  | { readonly response: UpstreamResponse; readonly mocked?: undefined }
  | { readonly response: null; readonly mocked: unknown };

/** A mock's chunks. */
async function* eventsOf(chunks: AsyncIterable<unknown>): AsyncGenerator<WireEvent> {
  for await (const data of chunks) yield { event: undefined, data };
}

/** A stream is asked for by its header, too: some servers go by it. */
export function headersOf({ requestId, apiKey, headers }: Attempt, accept = 'application/json') {
  const authorization = apiKey === null ? undefined : `Bearer ${apiKey.value}`;
  return { ...headers, 'x-request-id': requestId, authorization, accept };
}

function requestOptions(attempt: Attempt, accept?: string): OpenAI.RequestOptions {
  const { authorization = null, ...headers } = headersOf(attempt, accept);
  // `null` takes out what the SDK would put there.
  return { signal: attempt.signal, headers: { ...headers, authorization } };
}
