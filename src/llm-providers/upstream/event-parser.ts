import { createParser, type ParseError } from 'eventsource-parser';
import { AnswerTooLargeError } from '../../common/http/upstream-answer.js';
import { BareJson, type BareLimits } from './bare-json.js';

/** One event as it came, before its data are understood. */
export interface TextEvent {
  readonly event: string | undefined;
  readonly data: string;
  /** It stood in the stream as JSON without `data:` before it. */
  readonly isBare: boolean;
}

/** An event that is larger is none that a provider sends. */
export const MAX_EVENT_CHARACTERS = 1024 * 1024;

/** An object, or an element of an array, where a line of the stream should name a field. */
const BARE_AT_START = /^[ \t,[\]]*\{/;
const BARE_BEHIND_BREAK = /[\r\n][ \t,[\]]*\{/;
/** What may stand on a line before such an object. */
const INDENT = /(?:^|[\r\n])[ \t,[\]]*$/;

/**
 * Cuts the bytes of an event stream into events, however they come. JSON that stands there by itself, as some servers
 * write an error or a whole answer, counts as an event, too; of an array, each object.
 */
export class EventParser {
  private readonly events: TextEvent[] = [];
  private readonly decoder = new TextDecoder();
  private readonly parser = createParser({
    maxBufferSize: MAX_EVENT_CHARACTERS,
    onEvent: ({ event, data }) => this.events.push({ event, data, isBare: false }),
    onError: failIfTooLarge,
  });
  private bare: BareJson | null = null;
  private isAtLineStart = true;
  private hasEvents = false;

  /** @param maxValues of JSON that stands in place of the stream, which may be as large as a whole answer. */
  constructor(private readonly maxValues = Infinity) {}

  /** @throws AnswerTooLargeError for an event of more than `MAX_EVENT_CHARACTERS`, or JSON over its limits. */
  feed(piece: Uint8Array): void {
    this.take(this.decoder.decode(piece, { stream: true }));
  }

  /** The stream ended cleanly: its last event counts without the empty line behind it, if its data are whole. */
  end(isWhole: (data: string) => boolean): void {
    this.take(this.decoder.decode());
    const before = this.events.length;
    this.parser.feed('\n\n');
    const last = this.events.splice(before);
    this.events.push(...last.filter(({ data }) => isWhole(data)));
  }

  /** The next event; `undefined` = more has to come first. */
  shift(): TextEvent | undefined {
    const event = this.events.shift();
    this.hasEvents ||= event !== undefined;
    return event;
  }

  private take(text: string): void {
    for (let rest = text; rest !== '';) {
      rest = this.bare === null ? this.takeLines(rest) : this.takeBare(this.bare, rest);
    }
  }

  /** @returns what begins with a bare object. */
  private takeLines(text: string): string {
    const at = this.bareStartIn(text);
    const lines = at === -1 ? text : text.slice(0, at);
    this.parser.feed(lines);
    const isIndent = INDENT.exec(lines);
    this.isAtLineStart =
      isIndent !== null && (isIndent.index > 0 || this.isAtLineStart || /^[\r\n]/.test(lines));
    if (at === -1) return '';
    // Ends the line that it stands on, and the event before it.
    this.parser.feed('\n\n');
    this.bare = new BareJson(this.bareLimits());
    return text.slice(at);
  }

  private bareStartIn(text: string): number {
    const found = (this.isAtLineStart && BARE_AT_START.exec(text)) || BARE_BEHIND_BREAK.exec(text);
    return found ? found.index + found[0].length - 1 : -1;
  }

  /** Behind an event, bare JSON is no more than an event, too. */
  private bareLimits(): BareLimits {
    const isFirst = !this.hasEvents && this.events.length === 0;
    return { maxCharacters: isFirst ? Infinity : MAX_EVENT_CHARACTERS, maxValues: this.maxValues };
  }

  private takeBare(bare: BareJson, text: string): string {
    const length = bare.take(text);
    if (bare.isWhole) this.events.push({ event: undefined, data: bare.toString(), isBare: true });
    if (bare.isWhole || bare.isBroken) {
      this.bare = null;
      // Another object may follow on the same line.
      this.isAtLineStart = true;
    }
    return text.slice(length);
  }
}

function failIfTooLarge({ type }: ParseError): void {
  if (type !== 'max-buffer-size-exceeded') return;
  throw new AnswerTooLargeError(`an event of more than ${MAX_EVENT_CHARACTERS} characters`);
}
