import { Body, Controller, HttpCode, Inject, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CLOCK, type Clock } from '../../../common/clock.js';
import { lazy } from '../../../common/lazy.js';
import type { CallTarget } from '../../../completions/completion-call.js';
import type { AnswerPart } from '../../../completions/opened-stream.js';
import { CompletionsService } from '../../../completions/completions.service.js';
import { Documented } from '../../../openapi/documented.js';
import type { OpenAiCall } from '../openai-call.js';
import { OpenAiCalls } from '../openai-calls.js';
import { IN_OWN_WORDS } from './own-words.js';
import { OpenAiErrorFilter } from '../openai-error.filter.js';
import { OPENAI_PATH } from '../openai-path.js';
import { EventNumbers, responseEvents, toResponseFrame, toWholeResponse } from './answer/response-stream.js';
import type { AskedResponse } from './answer/streamed-response.js';
import { parseResponsesRequest, type ResponsesBody } from './request/responses-request.js';
import { OwnedResponses } from './owned/owned-responses.js';
import { newEnding } from './response-id.js';
import { prepared, toldBy } from './prepared-response.js';
import type { ResponsesOperation } from './responses-operation.js';

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
    private readonly owned: OwnedResponses,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post('responses')
  @HttpCode(200)
  @Documented(() => api().ApiResponses())
  async create(@Body() body: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    const asked = parseResponsesRequest(body);
    await this.calls.answer(
      request,
      response,
      (work) => (asked['stream'] === true ? this.stream(asked, work) : this.complete(asked, work)),
      IN_OWN_WORDS,
    );
  }

  private async complete(body: ResponsesBody, work: OpenAiCall): Promise<void> {
    const { call, operation } = await prepared(body, work, this.owned);
    const result = await this.completions.complete(call, work.context, operation.whole);
    const { completion, body: own, text } = result.completion;
    const answer = own ?? toWholeResponse(completion, this.asked(body, operation, result.target));
    await work.send(answer, { ...result, ...toldBy(operation, result), completion }, text);
  }

  private async stream(body: ResponsesBody, work: OpenAiCall): Promise<void> {
    const { call, operation } = await prepared(body, work, this.owned);
    const opened = await this.completions.openStream(call, work.context, operation.stream);
    const asked = this.asked(body, operation, opened.target);
    const told = { ...opened, ...toldBy(operation, opened) };
    const numbers = new EventNumbers();
    const eventsOf = (parts: AsyncIterable<AnswerPart>) => responseEvents(parts, asked, numbers);
    await work.sendStream(told, eventsOf, toResponseFrame, numbers.keepAlive);
  }

  private asked(body: ResponsesBody, operation: ResponsesOperation, target: CallTarget): AskedResponse {
    const { tools } = operation;
    const placeOf = (parameter: string) => operation.placeOf(parameter);
    const { provider, model } = target;
    const nowMs = () => this.clock.nowMs();
    const { id } = provider.definition;
    return { body, tools, provider: id, model, ending: newEnding(id), nowMs, placeOf };
  }
}
