import type { IncomingMessage, ServerResponse } from 'node:http';
import { GatewayError } from '../common/errors.js';
import { bodyTooLate } from '../common/http/caller-deadline.js';
import { setAbortHook } from '../common/http/request-abort.js';
import { addLogFields, logFieldsOf, type LogFields } from '../common/http/log-fields.js';
import { restBetweenPieces } from '../common/http/small-pieces.js';
import type { QuickRequest, QuickRoute } from '../common/http/quick-route.js';
import { QuickStream } from './quick-stream.js';
import type { Admitted, QuickTools } from './quick-tools.js';
import { besideHead, writeAtOnce } from './write-at-once.js';

/** From so many pieces of a body on, other work gets its turn between them. */
const MANY_PIECES = 64;

const NO_FIELDS: LogFields = Object.freeze({});
/** Of a request that was refused before it came to its route, as logs and metrics have it. */
const NO_ROUTE = 'none';

/**
 * One request on its way past the framework: its body, its answer, its log line. All that it carries stands here. What
 * has to go on in the usual way is handed over, with all of that.
 */
export class OpenQuickRequest implements QuickRequest {
  readonly requestId: string;
  readonly callerId: string | null;
  readonly arrivedMs: number;
  readonly callersEndMs: number | null;
  /** Called when the caller leaves before the answer is complete, or the gateway drains. */
  onGone: (() => void) | null = null;
  private fields = NO_FIELDS;
  private pattern = NO_ROUTE;
  private isReading = true;
  private isHandedOver = false;
  private pieces: Buffer[] = [];
  bodyBytes = 0;
  private joined: Buffer | null = null;
  /** `null` = it has not been read. */
  private parsed: object | null = null;
  private rest: (() => void) | null = null;
  /** For a body whose caller did not say how long it waits there is none. */
  private cancelWait: (() => void) | null = null;
  private out: QuickStream | null = null;

  constructor(
    readonly request: IncomingMessage,
    readonly response: ServerResponse,
    private readonly admitted: Admitted,
    private readonly route: QuickRoute,
    private readonly tools: QuickTools,
  ) {
    this.requestId = admitted.requestId;
    this.callerId = admitted.callerId;
    this.arrivedMs = admitted.arrivedMs;
    const { timeoutMs } = admitted;
    this.callersEndMs = timeoutMs === null ? null : admitted.arrivedMs + timeoutMs;
  }

  /** Reads its body, and hands it to its route. */
  begin(): void {
    const { request, response } = this;
    response.once('close', () => this.closed());
    setAbortHook(response, () => this.onGone?.());
    request.on('data', this.take).on('end', this.bodyEnded);
    const { timeoutMs } = this.admitted;
    if (timeoutMs === null) return;
    this.cancelWait = this.tools.clock.setTimer(timeoutMs, () => this.stop(bodyTooLate(timeoutMs)));
  }

  /** The body, once it is whole. */
  get body(): Buffer {
    const { pieces } = this;
    this.joined ??= pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
    return this.joined;
  }

  /** Since the head of the request was read, in milliseconds. */
  get ageMs(): number {
    return this.tools.clock.monotonicMs() - this.arrivedMs;
  }

  /** What the log line says beyond HTTP. */
  note(fields: LogFields): void {
    this.fields = fields;
  }

  /** @param headers names in turn with their values, beside those of every answer. */
  send(headers: string[], body: Buffer): void {
    const { response } = this;
    if (response.destroyed) return;
    const { requestId } = this;
    headers.push('content-length', String(body.byteLength), 'x-request-id', requestId, ...OF_EVERY_ANSWER);
    response.writeHead(200, headers);
    writeAtOnce(response, besideHead(body));
    response.end();
  }

  beginStream(headers: string[], onRoom: () => void): void {
    const { requestId, response } = this;
    if (response.destroyed) return;
    headers.push('x-request-id', requestId, ...OF_EVERY_STREAM);
    response.writeHead(200, headers);
    this.out = new QuickStream(response, this.tools, onRoom);
    // Nobody asks for its bytes from now on, and a stream may take long.
    this.pieces = [];
    this.joined = null;
  }

  write(bytes: Buffer): boolean {
    return this.out?.write(bytes) ?? true;
  }

  end(pieces: readonly Buffer[]): void {
    this.out?.end(pieces);
  }

  /** From now on the framework's own objects carry the request. To be called once. */
  handOver(): void {
    this.isHandedOver = true;
    this.out?.leave();
    this.tools.handOver(this, this.admitted);
    // Where the framework has it: what is told of a call is read of it.
    if (this.parsed !== null) Object.assign(this.request, { body: this.parsed });
    if (this.fields !== NO_FIELDS) addLogFields(this.response, this.fields);
  }

  refuse(error: unknown): void {
    this.handOver();
    this.fail(error);
  }

  fail(error: unknown): void {
    this.tools.refuse(error, this);
  }

  private readonly take = (piece: Buffer): void => {
    this.pieces.push(piece);
    this.bodyBytes += piece.byteLength;
    if (this.pieces.length === MANY_PIECES) this.rest = restBetweenPieces(this.request);
    if (!this.admitted.ticket.tryHold(this.bodyBytes)) this.stop(this.tools.shed(this.response));
  };

  private readonly bodyEnded = (): void => {
    this.letGo();
    try {
      this.parsed = this.tools.parse(this.body);
      this.pattern = this.route.pattern;
      this.route.handle(this, this.parsed);
    } catch (error) {
      this.refuse(error);
    }
  };

  private letGo(): void {
    this.isReading = false;
    this.request.off('data', this.take).off('end', this.bodyEnded);
    this.cancelWait?.();
    this.rest?.();
  }

  private stop(error: GatewayError): void {
    this.letGo();
    this.request.pause();
    this.refuse(error);
  }

  private closed(): void {
    const { admitted, isHandedOver, isReading, pattern, response, tools } = this;
    this.out?.stop();
    tools.left(response, admitted);
    if (!response.writableFinished && !isHandedOver) {
      if (isReading)
        this.stop(new GatewayError('client.gone', 'The client left before its request was complete.'));
      else this.onGone?.();
    }
    if (!this.isHandedOver) tools.ended(this, pattern, this.fields);
    else void logFieldsOf(response).then((fields) => tools.ended(this, pattern, fields));
  }
}

/** Answers are for the one who asked, and are what they say they are. */
const OF_EVERY_ANSWER = ['x-content-type-options', 'nosniff', 'cache-control', 'no-store'] as const;
const OF_EVERY_STREAM = [
  'x-content-type-options',
  'nosniff',
  'content-type',
  'text/event-stream; charset=utf-8',
  'cache-control',
  'no-cache, no-transform',
  'x-accel-buffering',
  'no',
  'transfer-encoding',
  'chunked',
] as const;
