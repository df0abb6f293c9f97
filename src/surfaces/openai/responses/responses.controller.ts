import { randomBytes } from 'node:crypto';
import { Body, Controller, HttpCode, Inject, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CLOCK, type Clock } from '../../../common/clock.js';
import { lazy } from '../../../common/lazy.js';
import { CompletionsService } from '../../../completions/completions.service.js';
import { Documented } from '../../../openapi/documented.js';
import type { OpenAiCall } from '../openai-call.js';
import { OpenAiCalls } from '../openai-calls.js';
import { OpenAiErrorFilter } from '../openai-error.filter.js';
import { OPENAI_PATH } from '../openai-path.js';
import { responseEvents, toResponseFrame, toWholeResponse } from './answer/response-stream.js';
import type { AskedResponse } from './answer/streamed-response.js';
import { parseResponsesRequest, type ResponsesBody } from './request/responses-request.js';
import { toChatRequest, type TranslatedRequest } from './request/to-chat-request.js';
import { streamWith, wholeWith } from './responses-operation.js';
import { inOwnWords } from './told-warnings.js';

const api = lazy(
  () => require('./dto/responses-api.decorators.js') as typeof import('./dto/responses-api.decorators.js'),
);

/** OpenAI's Responses API, for the models of all providers; nothing is kept between two requests. */
@Controller(OPENAI_PATH)
@UseFilters(OpenAiErrorFilter)
export class ResponsesController {
  constructor(
    private readonly calls: OpenAiCalls,
    private readonly completions: CompletionsService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post('responses')
  @HttpCode(200)
  @Documented(() => api().ApiResponses())
  async create(@Body() body: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    const asked = parseResponsesRequest(body);
    await this.calls.answer(request, response, async (work) => {
      const translated = toChatRequest(asked, work.isStrict);
      await (asked['stream'] === true
        ? this.stream(asked, translated, work)
        : this.complete(asked, translated, work));
    });
  }

  private async complete(
    body: ResponsesBody,
    translated: TranslatedRequest,
    work: OpenAiCall,
  ): Promise<void> {
    const call = await work.toCall(translated.request, translated.hints);
    const operation = wholeWith(translated.thoughts);
    const result = await this.completions.complete(call, work.context, operation);
    const { provider, model } = result.target;
    const asked = this.asked(body, translated, { provider: provider.definition.id, model });
    const answer = toWholeResponse(result.completion, asked);
    await work.send(answer, inOwnWords(result, translated.losses.warnings));
  }

  private async stream(body: ResponsesBody, translated: TranslatedRequest, work: OpenAiCall): Promise<void> {
    const call = await work.toCall(translated.request, translated.hints);
    const opened = await this.completions.openStream(call, work.context, streamWith(translated.thoughts));
    const { provider, model } = opened.target;
    const asked = this.asked(body, translated, { provider: provider.definition.id, model });
    const told = inOwnWords(opened, translated.losses.warnings);
    await work.sendStream(told, (parts) => responseEvents(parts, asked), toResponseFrame);
  }

  private asked(
    body: ResponsesBody,
    { tools }: TranslatedRequest,
    answering: Pick<AskedResponse, 'provider' | 'model'>,
  ): AskedResponse {
    const ending = randomBytes(16).toString('hex');
    return { body, tools, ...answering, ending, nowMs: () => this.clock.nowMs() };
  }
}
