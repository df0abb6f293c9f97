import { createParser, type ParseError } from 'eventsource-parser';
import { AnswerTooLargeError } from '../../common/http/upstream-answer.js';
import { BareJson } from './bare-json.js';

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

  /** @throws AnswerTooLargeError for an event of more than `MAX_EVENT_CHARACTERS`. */
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
    return this.events.shift();
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
    this.bare = new BareJson();
    return text.slice(at);
  }

  private bareStartIn(text: string): number {
    const found = (this.isAtLineStart && BARE_AT_START.exec(text)) || BARE_BEHIND_BREAK.exec(text);
    return found ? found.index + found[0].length - 1 : -1;
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
