import type { Request, Response } from 'express';
import { sendFrames, toFrame, type Frame } from '../../common/http/event-stream.js';
import { COUNTED_BY_HEADER, type CountedBy } from '../own-count.js';
import { SurfaceCall, type SurfaceCallOptions, type ToldOfAnswer } from '../surface-call.js';
import { ANTHROPIC_ERRORS } from './anthropic-errors.js';
import type { OutgoingEvent } from './answer/message-stream.js';
import { readByHeaders } from './native-request.js';

/** By what Anthropic's SDKs know a request. */
const OWN_REQUEST_ID_HEADER = 'request-id';
/** Tells clients that the stream lives; they count events, and no comments. */
const PING = 'event: ping\ndata: {"type":"ping"}\n\n';

/** One call of Anthropic's API, what its caller is told of it, and how it is refused. */
export class AnthropicCall extends SurfaceCall {
  constructor(request: Request, response: Response, options: SurfaceCallOptions) {
    super(request, response, options, ANTHROPIC_ERRORS);
    response.setHeader(OWN_REQUEST_ID_HEADER, this.context.requestId);
  }

  /** Of the headers, those that say how the body is to be read. */
  get readBy(): Readonly<Record<string, string>> {
    return readByHeaders(this.request.headers);
  }

  /** Sends a whole answer; in its provider's own bytes, where `text` has these. */
  async send(answer: { readonly body: object; readonly text?: string }, told: ToldOfAnswer): Promise<void> {
    await this.sendOwn(answer, this.headersOf(told));
  }

  /** Sends how many tokens a request has, and who says so. */
  async sendCount(tokens: number, source: CountedBy): Promise<void> {
    await this.sendBody({ input_tokens: tokens }, { [COUNTED_BY_HEADER]: source });
  }

  /**
   * Sends events to their end. `close` is called in place of it where the caller has left.
   * @param told `null` = it is not known yet who answers.
   */
  async sendEvents(
    events: AsyncIterable<OutgoingEvent>,
    told: ToldOfAnswer | null,
    close: () => Promise<unknown>,
  ): Promise<void> {
    const { response, stallTimeoutMs } = this;
    if (response.destroyed) {
      await close();
      return;
    }
    if (told) response.set(this.headersOf(told));
    await sendFrames(response, events, frameOf, { stallTimeoutMs, signOfLife: PING });
  }
}

/** On one line, as the data of an event have to be. */
function frameOf({ event, text }: OutgoingEvent): Frame {
  const isKept = text !== undefined && !/[\r\n]/.test(text);
  return isKept ? `event: ${event.type}\ndata: ${text}\n\n` : toFrame({ event: event.type, data: event });
}
