import { Body, Controller, HttpCode, Inject, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CLOCK, type Clock } from '../../common/clock.js';
import { toGatewayError, type GatewayError } from '../../common/errors.js';
import { sendFrames } from '../../common/http/event-stream.js';
import { addLogFields, logAfter } from '../../common/http/log-fields.js';
import { requestAgeMs } from '../../common/http/request-age.js';
import { REQUEST_ID_HEADER } from '../../common/http/request-id.js';
import { failureHeaders } from '../../common/http/send-error.js';
import type { CallContext } from '../../completions/call-context.js';
import type { CompletionCall } from '../../completions/completion-call.js';
import type { AnsweringCall, CallReport } from '../../completions/completion-outcome.js';
import { CompletionsService } from '../../completions/completions.service.js';
import { LLM_PROVIDERS_SETTINGS, type LlmProvidersSettings } from '../../config/settings.js';
import { ModelRouter } from '../../routing/model-router.js';
import { callContextOf } from '../call-context-of.js';
import { parseChatRequest, type ChatRequest } from './chat-request.js';
import { chatFrames, toChatFrame } from './chat-stream.js';
import { ApiChatCompletion } from './dto/openai-api.decorators.js';
import { OpenAiErrorFilter } from './openai-error.filter.js';
import { OPENAI_ERRORS } from './openai-errors.js';
import { OPENAI_PATH } from './openai-path.js';
import { answerHeaders, callFailureHeaders, warningHeaders } from './told-headers.js';

/** OpenAI's chat completions, for the models of all providers. */
@Controller(OPENAI_PATH)
@UseFilters(OpenAiErrorFilter)
export class OpenAiChatController {
  constructor(
    private readonly router: ModelRouter,
    private readonly completions: CompletionsService,
    @Inject(LLM_PROVIDERS_SETTINGS) private readonly settings: LlmProvidersSettings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post('chat/completions')
  @HttpCode(200)
  @ApiChatCompletion()
  async create(@Body() body: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    const chat = parseChatRequest(body);
    const work = new ChatCall(request, response, this.clock, this.settings.ANSWER_HEADERS);
    await logAfter(response, this.answer(chat, work));
  }

  private async answer(chat: ChatRequest, work: ChatCall): Promise<void> {
    try {
      const call = await this.toCall(chat, work);
      await (chat.isStream ? this.stream(call, chat, work) : this.complete(call, work));
    } catch (error) {
      work.fail(toGatewayError(error));
    }
  }

  private async toCall({ request }: ChatRequest, { context, isStrict }: ChatCall): Promise<CompletionCall> {
    const { model, targets, routeId } = await this.router.plan(request.model, context);
    return { targets, routeId, request: { ...request, model }, parameters: { defaults: {}, isStrict } };
  }

  private async complete(call: CompletionCall, work: ChatCall): Promise<void> {
    const result = await this.completions.complete(call, work.context);
    const { response } = work;
    if (response.destroyed) return;
    response.set(work.headersOf(result, result.completion.model, result.cost.usd));
    response.setTimeout(this.settings.CLIENT_STALL_TIMEOUT_MS, () => response.destroy());
    response.json(result.completion);
  }

  private async stream(call: CompletionCall, chat: ChatRequest, work: ChatCall): Promise<void> {
    const opened = await this.completions.openStream(call, work.context);
    const { response } = work;
    if (response.destroyed) {
      await opened.parts.return?.();
      return;
    }
    response.set(work.headersOf(opened, opened.target.model, null));
    const frames = chatFrames(opened.parts, chat.wantsUsage);
    await sendFrames(response, frames, toChatFrame, {
      stallTimeoutMs: this.settings.CLIENT_STALL_TIMEOUT_MS,
    });
  }
}

/** One call, what its caller is told of it, and how it is refused. */
class ChatCall {
  readonly context: CallContext;
  private report: CallReport | null = null;

  constructor(
    private readonly request: Request,
    readonly response: Response,
    private readonly clock: Clock,
    private readonly tellsMore: boolean,
  ) {
    const context = callContextOf(request, response, clock);
    response.setHeader(REQUEST_ID_HEADER, context.requestId);
    const onEnded = (report: CallReport) => {
      this.report = report;
      context.onEnded?.(report);
    };
    this.context = { ...context, onEnded };
  }

  get isStrict(): boolean {
    return this.request.headers['x-strict-params']?.toString().toLowerCase() === 'true';
  }

  headersOf(answering: AnsweringCall, providerModel: string, costUsd: string | null) {
    const ageMs = requestAgeMs(this.request, this.clock);
    const more = this.tellsMore ? answerHeaders({ answering, providerModel, ageMs, costUsd }) : {};
    return { ...more, ...warningHeaders(answering) };
  }

  fail(error: GatewayError): void {
    const { response, report } = this;
    addLogFields(response, { error });
    if (response.headersSent || response.destroyed || error.code === 'client.gone') {
      response.destroy();
      return;
    }
    const attempts = report?.attempts.length ?? 0;
    const tries = { attempts, isRetryRefused: report?.isRetryRefused ?? false };
    response.set({ ...(this.tellsMore && callFailureHeaders(report)), ...failureHeaders(error, tries) });
    const body = OPENAI_ERRORS.bodyOf(error, this.context.requestId);
    response.status(OPENAI_ERRORS.statusOf(error)).json(body);
  }
}
