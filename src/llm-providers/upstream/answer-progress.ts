/** What a piece of a choice holds. */
export interface ChoicePiece {
  /** A text, a thought, a part of a tool call, a refusal. */
  readonly hasContent: boolean;
  /** Why the choice ended, in canonical words; `null` = this piece does not say. */
  readonly finishReason: string | null;
}

/**
 * How far a streamed answer has come: told by the reader of a wire, and asked by the reader of the connection, which
 * has to know how long to wait for more. A finish reason is not the end of the text; only the end of the stream is.
 */
export class AnswerProgress {
  /** Readers of wires refuse more than `MAX_CHOICES`. */
  private readonly reasons = new Map<number, string | null>();
  /** Choices without a reason, and with another one than `stop`: asked for each piece that comes. */
  private open = 0;
  private otherwise = 0;
  /** Pieces with content so far. */
  pieces = 0;
  /** Tokens were counted when all choices had ended, and no content came since. */
  isCounted = false;
  /** The provider has said itself that nothing more comes. */
  hasEndMarker = false;

  /** A piece of a choice has come. */
  saw(choice: number, { hasContent, finishReason }: ChoicePiece): void {
    const before = this.reasons.get(choice);
    const reason = finishReason ?? before ?? null;
    this.reasons.set(choice, reason);
    this.open += Number(reason === null) - Number(before === null);
    this.otherwise += Number(isOther(reason)) - Number(isOther(before));
    if (!hasContent) return;
    this.pieces += 1;
    this.isCounted = false;
  }

  /** The same of a text of the first choice that says nothing else. */
  sawText(): void {
    const { reasons } = this;
    if (reasons.get(0) === undefined) this.saw(0, TEXT);
    else {
      this.pieces += 1;
      this.isCounted = false;
    }
  }

  /** Tokens were counted, in the same event or behind it. */
  sawCount(): void {
    this.isCounted = this.isOver;
  }

  /** Every choice that was seen has its reason, the first one among them. */
  get isOver(): boolean {
    return this.finishReason !== null && this.open === 0;
  }

  /** It is over without a word, for no reason but that it stopped: the words may be on their way. */
  get mayStillBegin(): boolean {
    return this.pieces === 0 && this.isOver && this.otherwise === 0;
  }

  /** Of the first choice; `null` = it goes on. */
  get finishReason(): string | null {
    return this.reasons.get(0) ?? null;
  }
}

const TEXT: ChoicePiece = Object.freeze({ hasContent: true, finishReason: null });

function isOther(reason: string | null | undefined): boolean {
  return typeof reason === 'string' && reason !== 'stop';
}
