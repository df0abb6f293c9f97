import type { Fields } from '../../../common/fields.js';
import type { Attempt } from '../../../port/llm-provider.js';
import type { StoredRequest } from '../../../port/native-responses.js';
import { readAnswerBody } from '../../upstream/answer-body.js';
import { RESPONSES } from '../openai-address.js';
import { headersOf, type OpenAiExchange, type OpenAiPeer } from '../openai-exchange.js';
import { noSuchResponse, readStored } from './read-stored.js';

/** What a provider is asked about responses that it keeps. */
export class StoredResponses {
  constructor(
    private readonly peer: OpenAiPeer,
    private readonly exchange: OpenAiExchange,
  ) {}

  /** @throws GatewayError `request.not_found` where it keeps no such response. */
  async ask({ id, method, part, query }: StoredRequest, attempt: Attempt): Promise<Fields> {
    const { exchange } = this;
    const { client, definition } = this.peer;
    const call = exchange.callOf({ model: '' }, attempt);
    if (!client.send) throw noSuchResponse(definition);
    try {
      const path = `${RESPONSES.path}/${encodeURIComponent(id)}${part}${query}`;
      const body = method === 'POST' ? {} : null;
      const { signal } = attempt;
      const response = await client.send(body, { method, path, signal, headers: headersOf(attempt) });
      if (response.status === 404) throw noSuchResponse(definition);
      const { response: good } = await exchange.good(response, call);
      const answer = good ? await readAnswerBody(good, exchange.termsOf(call, attempt)) : null;
      return readStored(answer, call);
    } catch (error) {
      throw exchange.reasonOf(error, call, attempt);
    }
  }
}
