import type { Fields } from '../../../common/fields.js';
import type { StreamPart } from '../../../port/canonical.js';
import { joinParts } from '../../../port/join-parts.js';
import type { Attempt } from '../../../port/llm-provider.js';
import type {
  NativeAnswer,
  NativeRequest,
  NativeResponses,
  StoredRequest,
} from '../../../port/native-responses.js';
import { eventsIn } from '../../upstream/answer-body.js';
import { noteUsage } from '../../upstream/note-usage.js';
import { COMPACTIONS, COUNTS, RESPONSES } from '../openai-address.js';
import { readCompletion } from '../openai-answer.js';
import type { OpenAiExchange, OpenAiPeer } from '../openai-exchange.js';
import { isChatAnswer } from './chat-in-place.js';
import { readResponse } from './read-response.js';
import { readResponseParts } from './read-response-parts.js';
import { readCompaction, readCount } from './read-stored.js';
import { StoredResponses } from './stored-responses.js';
import { ToldResponse } from './told-response.js';
import { usageOfResponse } from './usage-of-response.js';

const NO_COMPACTIONS = 'it compacts no conversations at its address; name a model of OpenAI';

/** The Responses API of a provider of this wire, as it came. */
export class OpenAiResponses implements NativeResponses {
  private readonly kept: StoredResponses;

  constructor(
    peer: OpenAiPeer,
    private readonly exchange: OpenAiExchange,
  ) {
    this.kept = new StoredResponses(peer, exchange);
  }

  complete({ body, model }: NativeRequest, attempt: Attempt): Promise<NativeAnswer> {
    return this.exchange.whole(RESPONSES, { ...body, model }, attempt, async (answer, terms, text) => {
      noteUsage(answer, usageOfResponse, attempt);
      const events = eventsIn(answer);
      if (isChatAnswer(answer)) return { completion: readCompletion(answer, terms.call), body: null };
      if (!events) {
        const read = readResponse(answer, terms.call);
        return { ...read, ...(read.body === answer && text !== null && { text }) };
      }
      const told = new ToldResponse();
      const completion = await joinParts(told.seeing(readResponseParts(events, terms)), attempt.notePart);
      return told.whole ? readResponse(told.whole, terms.call) : { completion, body: null };
    });
  }

  async *stream(
    { body, model }: NativeRequest,
    attempt: Attempt,
  ): AsyncGenerator<StreamPart, void, undefined> {
    const { exchange } = this;
    const call = exchange.callOf({ ...body, model }, attempt);
    const terms = exchange.termsOf(call, attempt);
    const events = await exchange.open(RESPONSES, terms, attempt);
    yield* readResponseParts(events, terms);
  }

  compact({ body, model }: NativeRequest, attempt: Attempt): Promise<NativeAnswer> {
    const { exchange } = this;
    const compacted = exchange.whole(COMPACTIONS, { ...body, model }, attempt, (answer, { call }) => {
      noteUsage(answer, usageOfResponse, attempt);
      return readCompaction(answer, call);
    });
    return compacted.catch(exchange.notOffered(NO_COMPACTIONS));
  }

  countTokens({ body, model }: NativeRequest, attempt: Attempt): Promise<number> {
    return this.exchange.whole(COUNTS, { ...body, model }, attempt, (answer, { call }) =>
      readCount(answer, call),
    );
  }

  stored(asked: StoredRequest, attempt: Attempt): Promise<Fields> {
    return this.kept.ask(asked, attempt);
  }

  storedEvents(asked: StoredRequest, attempt: Attempt): AsyncIterable<StreamPart> {
    return this.kept.events(asked, attempt);
  }
}
