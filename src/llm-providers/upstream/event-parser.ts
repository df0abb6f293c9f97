import { createParser, type ParseError } from 'eventsource-parser';
import { AnswerTooLargeError } from '../../common/http/upstream-answer.js';
import { BareJson, type BareLimits } from './bare-json.js';
import { mayOpenData, openedDataIn } from './opened-data.js';

/** One event as it came, before its data are understood. */
export interface TextEvent {
  readonly event: string | undefined;
  readonly data: string;
  /** It stood in the stream as JSON without `data:` before it. */
  readonly isBare: boolean;
}

/** An object, or an element of an array, where a line of the stream should name a field. */
const BARE_AT_START = /^[ \t,[\]]*\{/;
const BARE_BEHIND_BREAK = /[\r\n][ \t,[\]]*\{/;
/** Data that are no JSON: as the first line of a broken object would be. */
const UNREADABLE = '{';

interface CollectedJson {
  readonly text: BareJson;
  /** Its first line is one of data. */
  readonly isData: boolean;
}

/** What may stand on a line before such an object. */
const INDENT = /(?:^|[\r\n])[ \t,[\]]*$/;

/**
 * Cuts the bytes of an event stream into events, however they come. JSON that stands there by itself, as some servers
 * write an error or a whole answer, counts as an event, too; of an array, each object. So does JSON that is printed
 * over many lines of which the first one alone is called data, and an error whose line is called `error`.
 */
export class EventParser {
  private readonly events: TextEvent[] = [];
  private readonly decoder = new TextDecoder();
  private readonly parser: ReturnType<typeof createParser>;
  /** What is being collected. */
  private json: CollectedJson | null = null;
  /** The end of what has come, until more of it says what it is. */
  private held = '';
  private isAtLineStart = true;
  private readonly jsonLimits: BareLimits;

  /**
   * @param maxValues of JSON that stands there by itself.
   * @param maxCharacters of one event: it may have all of an image in it, or of the answer.
   */
  constructor(maxValues = Infinity, maxCharacters = Infinity) {
    this.jsonLimits = { maxCharacters, maxValues };
    this.parser = createParser({
      maxBufferSize: maxCharacters,
      onEvent: ({ event, data }) => this.events.push({ event, data, isBare: false }),
      onError: (error) => {
        failIfTooLarge(error, maxCharacters);
        const data = erredDataIn(error);
        if (data !== null) this.events.push({ event: 'error', data, isBare: false });
      },
    });
  }

  /** @throws AnswerTooLargeError for an event of more than `maxCharacters`, or JSON over its limits. */
  feed(piece: Uint8Array): void {
    this.take(this.decoder.decode(piece, { stream: true }));
  }

  /** The stream ended cleanly: its last event counts without the empty line behind it, if its data are whole. */
  end(isWhole: (data: string) => boolean): void {
    this.take(this.decoder.decode(), true);
    const before = this.events.length;
    this.parser.feed('\n\n');
    const last = this.events.splice(before);
    this.events.push(...last.filter(({ data }) => isWhole(data)));
  }

  /** The next event; `undefined` = more has to come first. */
  shift(): TextEvent | undefined {
    return this.events.shift();
  }

  private take(text: string, isLast = false): void {
    let rest = this.held + text;
    this.held = '';
    while (rest !== '') {
      rest = this.json === null ? this.takeLines(rest, isLast) : this.takeJson(this.json, rest);
    }
  }

  /** @returns what begins with JSON that is to be collected. */
  private takeLines(text: string, isLast: boolean): string {
    const opened = openedDataIn(text, this.isAtLineStart);
    const at = this.bareStartIn(text);
    if (opened !== null && (at === -1 || opened.at <= at)) {
      this.feedLines(text.slice(0, opened.at));
      this.json = { isData: true, text: new BareJson(this.jsonLimits) };
      return text.slice(opened.bracketAt);
    }
    if (at === -1) return this.takeAll(text, isLast ? 0 : mayOpenData(text, this.isAtLineStart));
    this.feedLines(text.slice(0, at));
    // Ends the line that it stands on, and the event before it.
    this.parser.feed('\n\n');
    this.json = { isData: false, text: new BareJson(this.jsonLimits) };
    return text.slice(at);
  }

  /** @param heldCharacters of its end, which more has to come for. */
  private takeAll(text: string, heldCharacters: number): '' {
    const end = text.length - heldCharacters;
    this.held = text.slice(end);
    this.feedLines(text.slice(0, end));
    return '';
  }

  private feedLines(lines: string): void {
    this.parser.feed(lines);
    const indent = INDENT.exec(lines);
    this.isAtLineStart = indent !== null && (indent.index > 0 || this.isAtLineStart || /^[\r\n]/.test(lines));
  }

  private bareStartIn(text: string): number {
    const found = (this.isAtLineStart && BARE_AT_START.exec(text)) || BARE_BEHIND_BREAK.exec(text);
    return found ? found.index + found[0].length - 1 : -1;
  }

  private takeJson({ text: json, isData }: CollectedJson, text: string): string {
    const length = json.take(text);
    if (!json.isWhole && !json.isBroken) return '';
    this.json = null;
    // Another object may follow on the same line; but data end with their line.
    this.isAtLineStart = !isData;
    if (isData) this.parser.feed(`data: ${json.isWhole ? json.toLine() : UNREADABLE}`);
    else if (json.isWhole) this.events.push({ event: undefined, data: json.toString(), isBare: true });
    return text.slice(length);
  }
}

/** llama.cpp up to 2025 writes `error: {…}` in place of `data: {"error": …}` (its tools/server, read 2026-12-01). */
function erredDataIn({ type, field, value }: ParseError): string | null {
  return type === 'unknown-field' && field === 'error' && value?.startsWith('{') ? value : null;
}

function failIfTooLarge({ type }: ParseError, maxCharacters: number): void {
  if (type !== 'max-buffer-size-exceeded') return;
  throw new AnswerTooLargeError(`an event of more than ${maxCharacters} characters`, 'whole-bytes');
}
