import type { Fields } from '../../../common/fields.js';
import { EVENT_STREAM, type UpstreamResponse } from '../../../common/http/upstream-answer.js';
import type { StreamPart } from '../../../port/canonical.js';
import type { Attempt } from '../../../port/llm-provider.js';
import type { StoredRequest } from '../../../port/native-responses.js';
import { openEvents, readAnswerBody } from '../../upstream/answer-body.js';
import type { WireEvent } from '../../upstream/wire-event.js';
import { RESPONSES } from '../openai-address.js';
import type { OpenAiCompatibleCall } from '../openai-compatible-quirks.js';
import { headersOf, type OpenAiExchange, type OpenAiPeer } from '../openai-exchange.js';
import { readResponseParts } from './read-response-parts.js';
import { noSuchResponse, readStored } from './read-stored.js';
import { StoredEvents } from './stored-events.js';

/** What a provider is asked about responses that it keeps. */
export class StoredResponses {
  constructor(
    private readonly peer: OpenAiPeer,
    private readonly exchange: OpenAiExchange,
  ) {}

  /** @throws GatewayError `request.not_found` where it keeps no such response. */
  async ask(asked: StoredRequest, attempt: Attempt): Promise<Fields> {
    const { exchange } = this;
    const call = exchange.callOf({ model: '' }, attempt);
    try {
      const good = await this.send(asked, call, attempt);
      return readStored(good ? await readAnswerBody(good, exchange.termsOf(call, attempt)) : null, call);
    } catch (error) {
      throw exchange.reasonOf(error, call, attempt);
    }
  }

  /** The same of its events. */
  async *events(asked: StoredRequest, attempt: Attempt): AsyncGenerator<StreamPart, void, undefined> {
    const { exchange } = this;
    const call = exchange.callOf({ model: '' }, attempt);
    const terms = exchange.termsOf(call, attempt);
    let events: AsyncIterable<WireEvent>;
    try {
      const good = await this.send(asked, call, attempt, EVENT_STREAM);
      if (!good) throw noSuchResponse(this.peer.definition);
      events = await openEvents(good, terms);
    } catch (error) {
      throw exchange.reasonOf(error, call, attempt);
    }
    yield* readResponseParts(events, terms, new StoredEvents(terms, asked.query));
  }

  /** The answer, unread. */
  private async send(
    { id, method, part, query }: StoredRequest,
    call: OpenAiCompatibleCall,
    attempt: Attempt,
    accept?: string,
  ): Promise<UpstreamResponse | null> {
    const { client, definition } = this.peer;
    if (!client.send) throw noSuchResponse(definition);
    const path = `${RESPONSES.path}/${encodeURIComponent(id)}${part}${query}`;
    const body = method === 'POST' ? {} : null;
    const headers = headersOf(attempt, accept);
    const response = await client.send(body, { method, path, signal: attempt.signal, headers });
    if (response.status === 404) throw noSuchResponse(definition);
    return (await this.exchange.good(response, call)).response;
  }
}
