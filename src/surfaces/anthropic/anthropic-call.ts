import type { Request, Response } from 'express';
import type { Clock } from '../../common/clock.js';
import type { GatewayError } from '../../common/errors.js';
import { sendFrames, toFrame } from '../../common/http/event-stream.js';
import { addLogFields } from '../../common/http/log-fields.js';
import { requestAgeMs } from '../../common/http/request-age.js';
import { REQUEST_ID_HEADER } from '../../common/http/request-id.js';
import { failureHeaders } from '../../common/http/send-error.js';
import { sendJson } from '../../common/http/send-json.js';
import type { CallContext } from '../../completions/call-context.js';
import type { AnsweringCall, CallReport } from '../../completions/completion-outcome.js';
import type { CompletionWarning } from '../../completions/completion-warning.js';
import type { LlmProvidersSettings } from '../../config/settings.js';
import { callContextOf } from '../call-context-of.js';
import { answerHeaders, callFailureHeaders, warningHeaders } from '../told-headers.js';
import { ANTHROPIC_ERRORS } from './anthropic-errors.js';
import type { MessageEvent } from './answer/block-events.js';
import { readByHeaders } from './native-request.js';

/** By what Anthropic's SDKs know a request. */
const OWN_REQUEST_ID_HEADER = 'request-id';
/** The conversation that a request of Claude Code belongs to; goes to the log alone. */
const SESSION_HEADER = 'x-claude-code-session-id';
/** `provider`, or `estimate`: counted here, by characters. */
const COUNTED_BY_HEADER = 'x-tollgate-token-count';
/** Tells clients that the stream lives; they count events, and no comments. */
const PING = 'event: ping\ndata: {"type":"ping"}\n\n';

interface AnthropicCallOptions {
  readonly settings: LlmProvidersSettings;
  readonly clock: Clock;
}

/** An answer's headers beside those that all have. */
export interface ToldOfAnswer {
  readonly answering: AnsweringCall;
  readonly providerModel: string;
  readonly costUsd: string | null;
  /** Of the translation. */
  readonly warnings: readonly CompletionWarning[];
}

/** One call of Anthropic's API, what its caller is told of it, and how it is refused. */
export class AnthropicCall {
  readonly context: CallContext;
  private report: CallReport | null = null;

  constructor(
    private readonly request: Request,
    private readonly response: Response,
    private readonly options: AnthropicCallOptions,
  ) {
    const context = callContextOf(request, response, options.clock);
    const { requestId } = context;
    response.set({ [REQUEST_ID_HEADER]: requestId, [OWN_REQUEST_ID_HEADER]: requestId });
    const onEnded = (report: CallReport) => {
      this.report = report;
      context.onEnded?.(report);
    };
    this.context = { ...context, onEnded };
    const session = request.headers[SESSION_HEADER];
    if (typeof session === 'string' && /^[\w-]{1,100}$/.test(session))
      addLogFields(response, { session_id: session });
  }

  get isStrict(): boolean {
    return this.request.headers['x-strict-params']?.toString().toLowerCase() === 'true';
  }

  /** Of the headers, those that say how the body is to be read. */
  get readBy(): Readonly<Record<string, string>> {
    return readByHeaders(this.request.headers);
  }

  /** Sends a whole answer. */
  async send(body: object, told: ToldOfAnswer): Promise<void> {
    const { response, options } = this;
    if (response.destroyed) return;
    response.set(this.headersOf(told));
    await sendJson(response, body, options.settings.CLIENT_STALL_TIMEOUT_MS);
  }

  /** Sends how many tokens a request has, and who says so. */
  async sendCount(tokens: number, source: 'provider' | 'estimate'): Promise<void> {
    const { response, options } = this;
    if (response.destroyed) return;
    response.set(COUNTED_BY_HEADER, source);
    await sendJson(response, { input_tokens: tokens }, options.settings.CLIENT_STALL_TIMEOUT_MS);
  }

  /** Sends events to their end. `close` is called in place of it where the caller has left. */
  async sendEvents(
    events: AsyncIterable<MessageEvent>,
    told: ToldOfAnswer,
    close: () => Promise<unknown>,
  ): Promise<void> {
    const { response, options } = this;
    if (response.destroyed) {
      await close();
      return;
    }
    response.set(this.headersOf(told));
    const stallTimeoutMs = options.settings.CLIENT_STALL_TIMEOUT_MS;
    const frameOf = (event: MessageEvent) => toFrame({ event: event.type, data: event });
    await sendFrames(response, events, frameOf, { stallTimeoutMs, signOfLife: PING });
  }

  /** Refuses the call, or ends it where its answer has begun. */
  fail(error: GatewayError): void {
    const { response, report, tellsMore } = this;
    addLogFields(response, { error });
    if (response.headersSent || response.destroyed || error.code === 'client.gone') {
      response.destroy();
      return;
    }
    const attempts = report?.attempts.length ?? 0;
    const tries = { attempts, isRetryRefused: report?.isRetryRefused ?? false };
    response.set({ ...(tellsMore && callFailureHeaders(report)), ...failureHeaders(error, tries) });
    const body = ANTHROPIC_ERRORS.bodyOf(error, this.context.requestId);
    response.status(ANTHROPIC_ERRORS.statusOf(error)).json(body);
  }

  private get tellsMore(): boolean {
    return this.options.settings.ANSWER_HEADERS;
  }

  private headersOf({ answering, providerModel, costUsd, warnings }: ToldOfAnswer) {
    const ageMs = requestAgeMs(this.request, this.options.clock);
    const all = { ...answering, warnings: [...answering.warnings, ...warnings] };
    const more = this.tellsMore ? answerHeaders({ answering, providerModel, ageMs, costUsd }) : {};
    return { ...more, ...warningHeaders(all) };
  }
}
