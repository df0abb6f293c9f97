import type {
  Completion,
  CompletionRequest,
  StreamPart,
  TextCompletionRequest,
} from '../../port/canonical.js';
import { joinParts } from '../../port/join-parts.js';
import type { Attempt } from '../../port/llm-provider.js';
import { eventsIn } from '../upstream/answer-body.js';
import type { StreamTerms } from '../upstream/event-reader.js';
import { noteUsage } from '../upstream/note-usage.js';
import { CHAT, TEXTS, type Address } from './openai-address.js';
import { readCompletion, StreamedAnswer, withMessages } from './openai-answer.js';
import type { OpenAiExchange } from './openai-exchange.js';
import { fromOpenAiUsage, usageIn } from './openai-usage.js';
import { readParts } from './read-parts.js';

const NO_TEXT_COMPLETIONS = 'it has no text completions at its address; use /v1/chat/completions';

/** Chat completions, and the text completions from before them. */
export class OpenAiChats {
  constructor(private readonly exchange: OpenAiExchange) {}

  complete(request: CompletionRequest, attempt: Attempt): Promise<Completion> {
    return this.exchange.whole(CHAT, request, attempt, (answer, terms) => readWhole(answer, terms, attempt));
  }

  stream(request: CompletionRequest, attempt: Attempt): AsyncIterable<StreamPart> {
    return this.streamed(CHAT, request, attempt);
  }

  completeText(request: TextCompletionRequest, attempt: Attempt): Promise<Completion> {
    const completed = this.exchange.whole(TEXTS, request, attempt, (answer, terms) =>
      readWhole(withMessages(answer), terms, attempt),
    );
    return completed.catch(this.exchange.notOffered(NO_TEXT_COMPLETIONS));
  }

  async *streamText(request: TextCompletionRequest, attempt: Attempt): AsyncIterable<StreamPart> {
    try {
      yield* this.streamed(TEXTS, request, attempt);
    } catch (error) {
      this.exchange.notOffered(NO_TEXT_COMPLETIONS)(error);
    }
  }

  private async *streamed(
    address: Address,
    request: CompletionRequest | TextCompletionRequest,
    attempt: Attempt,
  ): AsyncGenerator<StreamPart, void, undefined> {
    const { exchange } = this;
    const terms = exchange.termsOf(exchange.callOf(request, attempt), attempt);
    const events = await exchange.open(address, terms, attempt);
    yield* readParts(events, terms, new StreamedAnswer(terms.call, terms.progress));
  }
}

async function readWhole(answer: unknown, terms: StreamTerms, attempt: Attempt): Promise<Completion> {
  noteUsage(answer, (wire) => fromOpenAiUsage(usageIn(wire)), attempt);
  const events = eventsIn(answer);
  if (!events) return readCompletion(answer, terms.call);
  return joinParts(
    readParts(events, terms, new StreamedAnswer(terms.call, terms.progress)),
    attempt.notePart,
  );
}
