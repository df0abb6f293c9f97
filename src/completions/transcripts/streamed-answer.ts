import type { CompletionUsage, StreamPart } from '../../port/canonical.js';
import { StreamedMessage, type CharacterRoom } from './streamed-message.js';

/** More choices than this, or more calls of tools, are no answer of a model. */
const MAX_CHOICES = 128;

/** A streamed answer, put together as far as there is room for it. */
export class StreamedAnswer {
  private model: string | null = null;
  private usage: CompletionUsage | null = null;
  private readonly choices = new Map<number, StreamedMessage>();
  private readonly room: CharacterRoom;

  /** @param maxCharacters so many are kept, of all texts together. */
  constructor(maxCharacters: number) {
    this.room = { left: maxCharacters, isCut: false };
  }

  /** More came than there was room for. */
  get isCut(): boolean {
    return this.room.isCut;
  }

  take(part: StreamPart): void {
    const { usage, model } = part.type === 'finished' ? part : part.chunk;
    this.usage = usage ?? this.usage;
    this.model = model || this.model;
    if (part.type === 'finished') return;
    for (const { index, delta, finish_reason: finishReason } of part.chunk.choices) {
      const choice = this.choiceAt(index ?? 0);
      choice?.take(delta);
      if (choice && finishReason) choice.finishReason = finishReason;
    }
  }

  /** In the shape of a whole answer. */
  toWhole(): object {
    const { model, usage } = this;
    const choices = [...this.choices].map(([index, message]) => ({
      index,
      message: message.toMessage(),
      finish_reason: message.finishReason,
    }));
    return { model, choices, ...(usage && { usage }) };
  }

  private choiceAt(index: number): StreamedMessage | undefined {
    const known = this.choices.get(index);
    if (known || this.choices.size >= MAX_CHOICES) return known;
    const choice = new StreamedMessage(this.room);
    this.choices.set(index, choice);
    return choice;
  }
}
