import type { IncomingMessage } from 'node:http';
import type { Request, Response } from 'express';
import type { Clock } from '../../common/clock.js';
import type { GatewayError } from '../../common/errors.js';
import { sendFrames, type Frame as WireFrame } from '../../common/http/event-stream.js';
import { addLogFields } from '../../common/http/log-fields.js';
import { requestAgeMs } from '../../common/http/request-age.js';
import { REQUEST_ID_HEADER } from '../../common/http/request-id.js';
import { failureHeaders } from '../../common/http/send-error.js';
import { sendJson } from '../../common/http/send-json.js';
import type { CallContext } from '../../completions/call-context.js';
import type { BegunAttempt } from '../../completions/relay/begun-attempt.js';
import type { CompletionCall } from '../../completions/completion-call.js';
import type { AnsweringCall, CallReport, CompletionResult } from '../../completions/completion-outcome.js';
import type { AnswerPart, OpenedStream } from '../../completions/opened-stream.js';
import type { LlmProvidersSettings } from '../../config/settings.js';
import type { ModelRequest } from '../../port/canonical.js';
import type { ModelRouter } from '../../routing/model-router.js';
import { callContextOf } from '../call-context-of.js';
import { OPENAI_ERRORS } from './openai-errors.js';
import { answerHeaders, callFailureHeaders, warningHeaders } from '../told-headers.js';

/** `true` = refuse what would have to be adapted. */
const STRICT_HEADER = 'x-strict-params';

interface OpenAiCallOptions {
  readonly router: ModelRouter;
  readonly settings: LlmProvidersSettings;
  readonly clock: Clock;
  /** The first attempt, where that is under way. */
  readonly begun?: BegunAttempt;
}

/** One call under `/v1`, what its caller is told of it, and how it is refused. */
export class OpenAiCall {
  readonly context: CallContext;
  private report: CallReport | null = null;

  constructor(
    private readonly request: Request,
    private readonly response: Response,
    private readonly options: OpenAiCallOptions,
  ) {
    const context = callContextOf(request, response, options.clock);
    if (!response.headersSent) response.setHeader(REQUEST_ID_HEADER, context.requestId);
    const onEnded = (report: CallReport) => {
      this.report = report;
      context.onEnded?.(report);
    };
    const { begun } = options;
    this.context = { ...context, ...(begun && { begun }), onEnded };
  }

  /**
   * Whom to ask for the request's model. No default is added: callers get what they wrote.
   *
   * @param additions what the caller wrote and the gateway can make up for, where a provider refuses it.
   * @throws GatewayError what `ModelRouter.plan` throws.
   */
  async toCall<Asked extends ModelRequest>(
    request: Asked,
    additions: Readonly<Record<string, unknown>> = {},
  ): Promise<CompletionCall<Asked>> {
    const { model, targets, routeId } = await this.options.router.plan(request.model, this.context);
    const { isStrict } = this;
    const parameters = { defaults: {}, additions, isStrict, strictName: STRICT_HEADER };
    return { targets, routeId, request: { ...request, model }, parameters };
  }

  /** Sends a whole answer. */
  async send(body: object, result: CompletionResult<{ readonly model: string }>): Promise<void> {
    const { response, options } = this;
    if (response.destroyed) return;
    response.set(this.headersOf(result, result.completion.model, result.cost.usd));
    await sendJson(response, body, options.settings.CLIENT_STALL_TIMEOUT_MS);
  }

  /** Sends what is made of a stream's parts, to its end. */
  async sendStream<Frame>(
    opened: OpenedStream,
    framesOf: (parts: AsyncIterable<AnswerPart>) => AsyncIterable<Frame>,
    toText: (frame: Frame) => WireFrame,
  ): Promise<void> {
    const { response, options } = this;
    if (response.destroyed) {
      await opened.parts.return?.();
      return;
    }
    if (!response.headersSent) response.set(this.headersOf(opened, opened.target.model, null));
    const stallTimeoutMs = options.settings.CLIENT_STALL_TIMEOUT_MS;
    await sendFrames(response, framesOf(opened.parts), toText, { stallTimeoutMs });
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
    const body = OPENAI_ERRORS.bodyOf(error, this.context.requestId);
    response.status(OPENAI_ERRORS.statusOf(error)).json(body);
  }

  get isStrict(): boolean {
    return wantsStrictness(this.request);
  }

  private get tellsMore(): boolean {
    return this.options.settings.ANSWER_HEADERS;
  }

  private headersOf(answering: AnsweringCall, providerModel: string, costUsd: string | null) {
    const ageMs = requestAgeMs(this.request, this.options.clock);
    const told = answerHeaders({ answering, providerModel, ageMs, costUsd });
    const more = this.tellsMore ? { ...told, 'openai-processing-ms': String(Math.round(ageMs)) } : {};
    return { ...more, ...warningHeaders(answering) };
  }
}

/** The caller wants a refusal rather than a request that was changed. */
export function wantsStrictness({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  return headers[STRICT_HEADER]?.toString().toLowerCase() === 'true';
}
