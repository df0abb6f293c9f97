import type { ExchangeListener, RawHeaders, UpstreamExchange } from '../../common/http/upstream-exchange.js';
import type { CompletionRequest, FinishedPart } from '../../port/canonical.js';
import type { FrameWishes, RelayedFrames, SeenFrames, SeenItem, TakenFrames } from '../../port/chat-relay.js';
import type { LimitHeaders } from '../../port/llm-provider.js';
import { CallKeys } from '../../policies/key-pool/call-keys.js';
import { firstCause } from '../first-cause.js';
import { MAX_PREAMBLE_PARTS } from '../begun-answer.js';
import type { CallContext } from '../call-context.js';
import { CallRun } from '../call-run.js';
import type { AnsweringCall, PricedEnd } from '../completion-outcome.js';
import { CHAT_STREAM } from '../operations.js';
import { watched, type OpenedStream } from '../opened-stream.js';
import { SeenAnswer } from '../seen-answer.js';
import { tellsSomething } from '../tells-something.js';
import { BegunAttempt } from './begun-attempt.js';
import { orFailing } from './or-failing.js';
import { RelayedDeadlines } from './relayed-deadlines.js';
import {
  answeringBy,
  onceInBooks,
  reportRelayed,
  toAnswerCost,
  type RelayedCallOptions,
} from './relayed-call.js';

/** What becomes of a relayed stream. */
export interface RelayedStreamListener {
  /**
   * The answer has begun; what comes of it is told by `passed`, in the same turn for the first time.
   * @param providerModel as the provider names the model that answers, or as it was asked.
   */
  began(answering: AnsweringCall, providerModel: string): void;
  /** @returns whether there is room for more; `resume` of the stream says when, if not. */
  passed(bytes: Buffer, items: readonly SeenItem[]): boolean;
  /**
   * That was all, and it ended well.
   * @param pieces what goes out behind all that has passed: its last is the mark of the end.
   */
  finished(pieces: readonly Buffer[], items: readonly SeenItem[], end: PricedEnd): void;
  /**
   * Not like most before it began: the call goes on in the usual way.
   * @param begun left out = no provider was asked.
   */
  goOn(begun?: BegunAttempt): void;
  /** Not like most from here on: the rest of the answer is read in the usual way, by `open`. */
  goOnWithRest(stream: RelayedStream): void;
}

const NO_ITEMS: readonly SeenItem[] = Object.freeze([]);
/** Ends the name of each count of tokens that is reported. */
const TOKEN_COUNT = Buffer.from('_tokens"');
const END_MARK = Buffer.from('data: [DONE]\n\n');

/**
 * A stream as most are: its first target, asked once, frames that pass as they come. It has its deadlines, its bill
 * and its report as every stream has. As soon as anything is otherwise, the usual way takes over what is left of it.
 */
export class RelayedStream implements ExchangeListener {
  /** What is over its allowance ends where that was used up, however much came at once. */
  readonly wantsNow?: (piece: Buffer, bytes: number) => boolean;
  /** So many bytes cannot use up the allowance, whatever is in them but counts of tokens. */
  private harmlessBytes = 0;
  private readonly exchange: UpstreamExchange;
  private readonly frames: RelayedFrames;
  private readonly seen = new SeenAnswer();
  private readonly deadlines: RelayedDeadlines;
  private readonly atMs: number;
  private limitHeaders: LimitHeaders = {};
  private preamble: Buffer[] = [];
  private items: readonly SeenItem[] = NO_ITEMS;
  private hasBegun = false;
  private isOver = false;
  private left: Buffer = END_MARK.subarray(0, 0);
  private firstPartMs: number | null = null;
  private firstTokenMs: number | null = null;

  constructor(
    private readonly options: RelayedCallOptions,
    { wantsItems, wantsUsage }: FrameWishes,
    private readonly listener: RelayedStreamListener,
  ) {
    const { clock, context, lease, permit, prepared, relay, times } = options;
    if (permit?.meter)
      this.wantsNow = (piece, bytes) => bytes >= this.harmlessBytes || piece.includes(TOKEN_COUNT);
    const request = prepared.request as CompletionRequest;
    this.deadlines = new RelayedDeadlines(clock, times, this.goOn);
    this.atMs = clock.nowMs();
    const attempt = { requestId: context.requestId, apiKey: lease.apiKey };
    this.frames = relay.frames(request, attempt, { wantsUsage, wantsItems });
    this.exchange = relay.begin(request, attempt, true, options.bodyFor?.(request));
    this.deadlines.watch();
    this.exchange.tell(this);
  }

  began(status: number, headers: RawHeaders): void {
    const limits = this.options.relay.readHead(status, headers, true);
    if (limits === null) this.goOn();
    else this.limitHeaders = limits;
  }

  came(piece: Buffer, mayChange: boolean): boolean {
    if (this.isOver) return true;
    const taken = this.frames.take(piece, mayChange);
    const { passed, how, left } = taken;
    this.left = left;
    const nowMs = this.options.clock.monotonicMs();
    const tells = this.saw(taken, nowMs) || this.hasBegun;
    if (!tells) return this.keep(taken);
    if (!this.hasBegun) this.begin(nowMs);
    this.exchange.drop();
    const bytes = this.behindPreamble(passed);
    const items = this.items.length === 0 ? taken.items : [...this.items, ...taken.items];
    this.items = NO_ITEMS;
    if (how === 'done') return this.end(bytes, items);
    const hasRoom = bytes.length === 0 || this.listener.passed(bytes, items);
    if (how === 'odd' || !this.mayGoOn()) this.goOn();
    else if (!hasRoom) this.deadlines.pause(nowMs);
    if (this.seen.isOver && !this.isOver) this.deadlines.awaitEnd();
    return hasRoom;
  }

  /** The connection ended, and the mark of the end has not come: the usual way knows what that means. */
  ended(): void {
    this.goOn();
  }

  failed(): void {
    this.goOn();
  }

  /** The reader has room again. */
  resume(): void {
    if (!this.isOver && this.deadlines.resume()) this.exchange.resume();
  }

  /** The usual way takes over. */
  readonly goOn = (): void => {
    if (this.isOver) return;
    this.isOver = true;
    this.deadlines.stop();
    const { exchange, left, listener, options } = this;
    if (!this.hasBegun) {
      const { lease, permit } = options;
      listener.goOn(new BegunAttempt(lease, exchange, this.deadlines.startedMs, this.limitHeaders, permit));
      return;
    }
    exchange.putBack(left);
    listener.goOnWithRest(this);
  };

  /** The rest of the answer, after `goOnWithRest`; to be called once. */
  open(context: CallContext): OpenedStream {
    const { deadlines, exchange, frames, options, seen } = this;
    const { affinity, call, clock, health, lease, limits, observers, permit, prepared, times } = options;
    const { provider } = prepared.target;
    const answer = {
      seen,
      firstPartMs: this.firstPartMs,
      firstTokenMs: this.firstTokenMs,
      waitedMs: deadlines.sinceWordMs(),
      hadItsTime: deadlines.hadItsTime,
    };
    const { startedMs } = deadlines;
    const begun = new BegunAttempt(lease, exchange, startedMs, this.limitHeaders, permit, answer).take();
    const asked = { operation: CHAT_STREAM, isStream: true } as const;
    // What is read does not go this way.
    const runOptions = { ...asked, affinity, clock, limits, observers, read: null };
    const run = new CallRun(call, { ...context, begun }, runOptions);
    const live = run.begin({
      target: prepared.target,
      request: prepared.request,
      warnings: prepared.warnings,
      cause: firstCause(call, prepared),
      lease,
      begun,
      keys: new CallKeys(health.poolOf(provider), prepared.request.model),
      headers: {},
      spanId: null,
      timeouts: {
        shareMs: null,
        firstTokenMs: null,
        gapMs: times.gapMs,
        totalMs: times.ownTotalMs ?? run.commonTotalMs,
      },
    });
    const rest = frames.resume(exchange, live.attempt)[Symbol.asyncIterator]();
    const { warnings, sunset, target } = prepared;
    const parts = orFailing(() => watched({ provider, begun: [], rest }, run));
    return { target, warnings, sunset, ...run.begun, providerModel: this.providerModel, parts };
  }

  private get providerModel(): string {
    return this.seen.model ?? this.options.prepared.request.model;
  }

  /** @returns whether one of the frames tells something. */
  private saw({ parts, texts, characters }: SeenFrames, nowMs: number): boolean {
    let words = texts;
    let tells = texts > 0;
    if (texts > 0) this.seen.takeText(characters);
    for (const part of parts) {
      const { isWord } = this.seen.take(part);
      if (isWord) words += 1;
      tells ||= isWord || tellsSomething(part);
    }
    if (words > 0) this.sawWords(words, nowMs);
    return tells;
  }

  /** Words that came together had no gap between them. */
  private sawWords(words: number, nowMs: number): void {
    const { observers, prepared } = this.options;
    const { provider, model } = prepared.target;
    const { id } = provider.definition;
    const waitedMs = this.deadlines.sawWord(nowMs);
    if (this.firstTokenMs === null) this.firstTokenMs = nowMs - this.deadlines.startedMs;
    else observers.partGap(id, model, waitedMs, 'chat');
    if (words > 1) observers.partGap(id, model, 0, 'chat', words - 1);
  }

  /** Where it may not, the usual way ends it: there it is refused again. */
  private mayGoOn(): boolean {
    const { permit, prepared } = this.options;
    if (!permit?.meter) return true;
    const { request, target } = prepared;
    const answer = { provider: target.provider, request, seen: this.seen, atMs: this.atMs };
    const over = permit.meter(answer);
    // A character takes a byte at least; those of a frame that is not whole yet are to be counted.
    this.harmlessBytes = (permit.meterRoom?.(answer) ?? 0) - this.left.length;
    if (!(over instanceof Promise)) return over === null;
    void over.then((error) => error && this.goOn());
    return true;
  }

  private behindPreamble(passed: Buffer): Buffer {
    if (this.preamble.length === 0) return passed;
    const bytes = Buffer.concat([...this.preamble, passed]);
    this.preamble = [];
    return bytes;
  }

  /** What tells nothing goes out with what does. */
  private keep({ passed, items, how }: TakenFrames): boolean {
    if (passed.length > 0) this.preamble.push(passed);
    if (items.length > 0) this.items = [...this.items, ...items];
    if (how !== 'usual' || this.preamble.length > MAX_PREAMBLE_PARTS) this.goOn();
    return true;
  }

  private begin(nowMs: number): void {
    const { health, lease, prepared } = this.options;
    this.hasBegun = true;
    this.deadlines.begin();
    this.firstPartMs = nowMs - this.deadlines.startedMs;
    health.answerBegan(prepared.target.provider, prepared.request.model, lease);
    const answering = answeringBy(this.options, this.firstPartMs, this.limitHeaders);
    this.listener.began(answering, this.providerModel);
  }

  private end(bytes: Buffer, items: readonly SeenItem[]): boolean {
    const finished = this.frames.finish();
    if (finished === null) {
      if (bytes.length > 0) this.listener.passed(bytes, items);
      this.goOn();
      return true;
    }
    this.isOver = true;
    this.deadlines.stop();
    this.exchange.finish();
    const ended = this.report(finished);
    const cost = toAnswerCost(ended.cost);
    onceInBooks(ended, () => this.listener.finished([bytes, END_MARK], items, { ...finished, cost }));
    return true;
  }

  private report({
    finishReason,
    model: providerModel,
    usage,
  }: FinishedPart): ReturnType<typeof reportRelayed> {
    const { seen, firstPartMs, firstTokenMs, limitHeaders, atMs } = this;
    seen.takeCount(usage);
    seen.model = providerModel || seen.model;
    const upstreamMs = this.options.clock.monotonicMs() - this.deadlines.startedMs;
    return reportRelayed(this.options, {
      isStream: true,
      atMs,
      seen,
      providerModel,
      finishReason,
      upstreamMs,
      firstPartMs,
      firstTokenMs,
      limitHeaders,
    });
  }
}
