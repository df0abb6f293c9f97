import type { Completion, CompletionRequest, StreamPart } from '../../../port/canonical.js';
import { joinParts } from '../../../port/join-parts.js';
import type { Attempt } from '../../../port/llm-provider.js';
import { eventsIn } from '../../upstream/answer-body.js';
import { inFunctions, inTools, partsInFunctions } from '../../upstream/older-functions.js';
import { noteUsage } from '../../upstream/note-usage.js';
import { bodyOf, CHAT_BY_RESPONSES } from '../openai-address.js';
import { readCompletion } from '../openai-answer.js';
import type { OpenAiExchange } from '../openai-exchange.js';
import { isChatAnswer } from './chat-in-place.js';
import { readResponseParts } from './read-response-parts.js';
import { TranslatedResponse, usageOf } from './translated-response.js';

/** Chats that are asked for by the Responses API: docs/adr/0029-chats-by-responses.md. */
export class ResponsesChats {
  constructor(private readonly exchange: OpenAiExchange) {}

  /** As it is sent to an account. */
  wireRequest(asked: CompletionRequest, apiKey: Attempt['apiKey']): object {
    const call = this.exchange.callOf(inTools(asked), { apiKey }, CHAT_BY_RESPONSES);
    return bodyOf(CHAT_BY_RESPONSES, call);
  }

  async complete(asked: CompletionRequest, attempt: Attempt): Promise<Completion> {
    const request = inTools(asked);
    const told = await this.exchange.whole(CHAT_BY_RESPONSES, request, attempt, (answer, terms) => {
      noteUsage(answer, usageOf, attempt);
      if (isChatAnswer(answer)) return readCompletion(answer, terms.call);
      const events = eventsIn(answer);
      const response = new TranslatedResponse(terms);
      return events
        ? joinParts(readResponseParts(events, terms, response), attempt.notePart)
        : response.whole(answer);
    });
    return inFunctions(told, asked);
  }

  async *stream(asked: CompletionRequest, attempt: Attempt): AsyncGenerator<StreamPart, void, undefined> {
    const { exchange } = this;
    const terms = exchange.termsOf(exchange.callOf(inTools(asked), attempt, CHAT_BY_RESPONSES), attempt);
    const events = await exchange.open(CHAT_BY_RESPONSES, terms, attempt);
    const parts = readResponseParts(events, terms, new TranslatedResponse(terms));
    yield* partsInFunctions(parts, asked);
  }
}
