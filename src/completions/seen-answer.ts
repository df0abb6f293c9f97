import type { CompletionUsage, StreamPart } from '../port/canonical.js';
import { answerCharacters } from './answer-characters.js';
import type { SeenWhole } from './operations.js';
import { hasWord } from './tells-something.js';

/** What has come of a streamed answer so far. */
export class SeenAnswer {
  /** What was reported last, for providers that count as they go; `null` = nothing yet. */
  usage: CompletionUsage | null = null;
  /** It was reported before the first word, and not since. */
  isCountedEarly = false;
  /** The model that answers, as the provider names it; `null` = nothing came. */
  model: string | null = null;
  /** Of the answer, as the provider names it; `null` = it names none, or nothing came. */
  responseId: string | null = null;
  /** Characters of text, of all choices; thoughts and tool calls left out. */
  characters = 0;
  /** Characters of all that the model wrote, for estimates. */
  answerCharacters = 0;
  /** A word, a thought or a part of a tool call came. */
  hasWords = false;
  private readonly choices = new Set<number>();
  /** The first choice is among them, which a text after the other need not add. */
  private hasFirst = false;
  private readonly choicesOver = new Set<number>();

  /** Every choice that was seen has said why it stopped; what is left is the count of tokens. */
  get isOver(): boolean {
    return this.choices.size > 0 && this.choices.size === this.choicesOver.size;
  }

  takeWhole({ id, usage, model, choices }: SeenWhole): void {
    this.responseId = id || this.responseId;
    this.usage = usage ?? this.usage;
    this.model = model || this.model;
    this.hasWords = true;
    // one that came as a stream was taken in parts
    if (this.choices.size > 0) return;
    this.isCountedEarly = false;
    for (const { message } of choices) this.answerCharacters += answerCharacters(message);
  }

  /** A chunk of the first choice with so many characters of text in it, and nothing else. */
  takeText(characters: number): void {
    this.characters += characters;
    this.answerCharacters += characters;
    this.hasWords = true;
    if (!this.hasFirst) this.choices.add(0);
    this.hasFirst = true;
  }

  take(part: StreamPart): { readonly isWord: boolean } {
    const { usage, model } = part.type === 'finished' ? part : part.chunk;
    this.model = model || this.model;
    if (part.type === 'finished') {
      this.takeCount(usage);
      return { isWord: false };
    }
    this.responseId ??= part.chunk.id || null;
    let isWord = false;
    for (const { index, delta, finish_reason: finishReason } of part.chunk.choices) {
      this.characters += typeof delta?.content === 'string' ? delta.content.length : 0;
      this.answerCharacters += answerCharacters(delta);
      isWord ||= hasWord(delta);
      this.choices.add(index ?? 0);
      if (finishReason) this.choicesOver.add(index ?? 0);
    }
    this.hasWords ||= isWord;
    this.takeCount(usage);
    return { isWord };
  }

  /** @param usage the same object as before = nothing was reported since. */
  takeCount(usage: CompletionUsage | null | undefined): void {
    if (!usage || usage === this.usage) return;
    this.usage = usage;
    this.isCountedEarly = this.answerCharacters === 0;
  }
}
