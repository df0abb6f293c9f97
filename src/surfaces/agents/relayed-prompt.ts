import type { AnsweringCall } from '../../completions/completion-outcome.js';
import type { RelayingStream } from '../../completions/completions.service.js';
import type { OpenedStream } from '../../completions/opened-stream.js';
import type { BegunAttempt } from '../../completions/relay/begun-attempt.js';
import type { RelayedStream, RelayedStreamListener } from '../../completions/relay/relayed-stream.js';
import type { SeenItem } from '../../port/chat-relay.js';
import { answerHeaders, toSuccessEnvelope, type AnsweredCall } from './agent-envelope.js';
import { agentEvents, pieceOf, type AgentEvent } from './agent-stream.js';
import { NewMedia } from '../new-media.js';
import { TextCollector } from './text-collector.js';

/** What becomes of a prompt whose answer is relayed as a stream. */
export interface AgentStreamListener {
  /** The answer has begun; its first events are told in the same turn. */
  began(headers: Readonly<Record<string, string>>): void;
  /** @returns whether there is room for more. */
  passed(events: Buffer): boolean;
  finished(events: Buffer): void;
  /** The usual way answers the prompt; no `begun` = no provider was asked. */
  goOn(begun?: BegunAttempt): void;
  /** The usual way reads the rest of the answer: `restOf` makes its events. */
  goOnWithRest(stream: RelayedStream, restOf: RestOfEvents): void;
}

/** @param meter told how many characters there are so far, as `agentEvents` has it. */
export type RestOfEvents = (
  opened: OpenedStream,
  meter?: (characters: number) => void,
) => AsyncIterable<AgentEvent>;

/** The events of one relayed stream: texts as they come, several in one piece. */
export class RelayedPrompt {
  private readonly text = new TextCollector();
  private readonly media = new NewMedia();
  private answering: AnsweringCall | null = null;
  private stream: RelayingStream | null = null;

  constructor(
    private readonly call: Pick<AnsweredCall, 'model' | 'requestId'>,
    private readonly listener: AgentStreamListener,
  ) {}

  /** @param begin makes the stream, which tells of itself from the next turn on. */
  begunBy(begin: (listener: RelayedStreamListener) => RelayingStream | null): RelayingStream | null {
    const { listener } = this;
    this.stream = begin({
      began: (answering) => {
        this.answering = answering;
        listener.began(answerHeaders(answering));
      },
      passed: (_bytes, items) => this.passed(items),
      finished: (_pieces, items, end) => {
        const texts = this.eventsOf(items);
        const answer = { ...end, providerModel: end.model, text: this.text.toString() };
        const data = toSuccessEnvelope(answer, { ...this.answering!, ...this.call });
        listener.finished(Buffer.from(`${texts}event: done\ndata: ${JSON.stringify(data)}\n\n`));
      },
      goOn: (begun) => listener.goOn(begun),
      goOnWithRest: (stream) =>
        listener.goOnWithRest(stream, (opened, meter) =>
          agentEvents(opened.parts, { ...opened, ...this.call }, meter, this.text, this.media),
        ),
    });
    return this.stream;
  }

  private passed(items: readonly SeenItem[]): boolean {
    const events = this.eventsOf(items);
    const hasRoom = events === '' || this.listener.passed(Buffer.from(events));
    // A long text is written in pieces, and counted against the memory of all.
    if (this.text.isLong) this.stream?.goOn();
    return hasRoom;
  }

  private eventsOf(items: readonly SeenItem[]): string {
    let events = '';
    for (const item of items) {
      const piece = textIn(item, this.media);
      if (piece === '') continue;
      this.text.add(piece);
      events += `event: delta\ndata: ${JSON.stringify({ text: piece })}\n\n`;
    }
    return events;
  }
}

function textIn(item: SeenItem, media: NewMedia): string {
  if (typeof item === 'string') return item;
  return item.type === 'chunk' ? pieceOf(item.chunk, media) : '';
}
