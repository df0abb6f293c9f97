import type { Request, Response } from 'express';
import type { Clock } from '../../common/clock.js';
import type { GatewayError } from '../../common/errors.js';
import { sendFrames } from '../../common/http/event-stream.js';
import { addLogFields } from '../../common/http/log-fields.js';
import { requestAgeMs } from '../../common/http/request-age.js';
import { REQUEST_ID_HEADER } from '../../common/http/request-id.js';
import { failureHeaders } from '../../common/http/send-error.js';
import { sendJson } from '../../common/http/send-json.js';
import type { Fields } from '../../common/fields.js';
import type { CallContext } from '../../completions/call-context.js';
import type { CompletionCall } from '../../completions/completion-call.js';
import type { AnsweringCall, CallReport } from '../../completions/completion-outcome.js';
import type { CompletionWarning } from '../../completions/completion-warning.js';
import type { LlmProvidersSettings } from '../../config/settings.js';
import type { ModelRequest } from '../../port/canonical.js';
import type { ModelRouter } from '../../routing/model-router.js';
import { callContextOf } from '../call-context-of.js';
import { answerHeaders, callFailureHeaders, warningHeaders } from '../told-headers.js';
import { GEMINI_ERRORS } from './gemini-errors.js';
import type { ChunkWire } from './chunk-wire.js';
import { inOwnWords } from './told-warnings.js';

/** `true` = refuse what would have to be adapted. */
const STRICT_HEADER = 'x-strict-params';
/** `estimate`: counted here, by characters. */
const COUNTED_BY_HEADER = 'x-tollgate-token-count';

interface GeminiCallOptions {
  readonly router: ModelRouter;
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

/** One call of Gemini's API, what its caller is told of it, and how it is refused. */
export class GeminiCall {
  readonly context: CallContext;
  private report: CallReport | null = null;

  constructor(
    private readonly request: Request,
    private readonly response: Response,
    private readonly options: GeminiCallOptions,
  ) {
    const context = callContextOf(request, response, options.clock);
    response.setHeader(REQUEST_ID_HEADER, context.requestId);
    const onEnded = (report: CallReport) => {
      this.report = report;
      context.onEnded?.(report);
    };
    this.context = { ...context, onEnded };
  }

  get isStrict(): boolean {
    return this.request.headers[STRICT_HEADER]?.toString().toLowerCase() === 'true';
  }

  /** Server-sent events are asked for; else a stream is one JSON array. */
  get wantsEvents(): boolean {
    return this.request.query['alt'] === 'sse';
  }

  /**
   * Whom to ask for the request's model. No default is added: callers get what they wrote.
   *
   * @param additions what the caller wrote and the gateway can make up for, where a provider refuses it.
   * @throws GatewayError what `ModelRouter.plan` throws.
   */
  async toCall<Asked extends ModelRequest>(
    request: Asked,
    additions: Fields = {},
  ): Promise<CompletionCall<Asked>> {
    const { model, targets, routeId } = await this.options.router.plan(request.model, this.context);
    const { isStrict } = this;
    const parameters = { defaults: {}, additions, isStrict, strictName: STRICT_HEADER };
    return { targets, routeId, request: { ...request, model }, parameters };
  }

  /** Sends a whole answer. */
  async send(body: object, told: ToldOfAnswer): Promise<void> {
    const { response, options } = this;
    if (response.destroyed) return;
    response.set(this.headersOf(told));
    await sendJson(response, body, options.settings.CLIENT_STALL_TIMEOUT_MS);
  }

  /** Sends a count that was made here. */
  async sendEstimate(tokens: number): Promise<void> {
    const { response, options } = this;
    if (response.destroyed) return;
    response.set(COUNTED_BY_HEADER, 'estimate');
    await sendJson(response, { totalTokens: tokens }, options.settings.CLIENT_STALL_TIMEOUT_MS);
  }

  /** Sends chunks to their end. `close` is called in place of it where the caller has left. */
  async sendChunks(
    chunks: AsyncIterable<Fields>,
    wire: ChunkWire,
    told: ToldOfAnswer,
    close: () => Promise<unknown>,
  ): Promise<void> {
    const { response, options } = this;
    if (response.destroyed) {
      await close();
      return;
    }
    response.set(this.headersOf(told));
    wire.begin(response);
    const { CLIENT_STALL_TIMEOUT_MS: stallTimeoutMs } = options.settings;
    const { signOfLife } = wire;
    await sendFrames(response, wire.frames(chunks), (frame) => frame, { stallTimeoutMs, signOfLife });
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
    response.status(GEMINI_ERRORS.statusOf(error)).json(GEMINI_ERRORS.bodyOf(error, this.context.requestId));
  }

  private get tellsMore(): boolean {
    return this.options.settings.ANSWER_HEADERS;
  }

  private headersOf({ answering, providerModel, costUsd, warnings }: ToldOfAnswer) {
    const ageMs = requestAgeMs(this.request, this.options.clock);
    const all = { ...answering, warnings: inOwnWords([...answering.warnings, ...warnings]) };
    const more = this.tellsMore ? answerHeaders({ answering, providerModel, ageMs, costUsd }) : {};
    return { ...more, ...warningHeaders(all) };
  }
}
