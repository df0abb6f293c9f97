import { Body, Controller, HttpCode, Inject, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CLOCK, type Clock } from '../../../common/clock.js';
import { addLogFields } from '../../../common/http/log-fields.js';
import { lazy } from '../../../common/lazy.js';
import type { CallTarget, CompletionCall } from '../../../completions/completion-call.js';
import type { AnsweringCall } from '../../../completions/completion-outcome.js';
import { CompletionsService } from '../../../completions/completions.service.js';
import type { CompletionRequest } from '../../../port/canonical.js';
import { Documented } from '../../../openapi/documented.js';
import type { OpenAiCall } from '../openai-call.js';
import { OpenAiCalls } from '../openai-calls.js';
import { OpenAiErrorFilter } from '../openai-error.filter.js';
import { OPENAI_PATH } from '../openai-path.js';
import { responseEvents, toResponseFrame, toWholeResponse } from './answer/response-stream.js';
import type { AskedResponse } from './answer/streamed-response.js';
import { parseResponsesRequest, type ResponsesBody } from './request/responses-request.js';
import { newEnding } from './response-id.js';
import { ResponsesOperation } from './responses-operation.js';
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
    logSession(request, response);
    await this.calls.answer(request, response, (work) =>
      asked['stream'] === true ? this.stream(asked, work) : this.complete(asked, work),
    );
  }

  private async complete(body: ResponsesBody, work: OpenAiCall): Promise<void> {
    const { call, operation } = await prepared(body, work);
    const result = await this.completions.complete(call, work.context, operation.whole);
    const { completion, body: own } = result.completion;
    const answer = own ?? toWholeResponse(completion, this.asked(body, operation, result.target));
    await work.send(answer, { ...result, ...toldBy(operation, result), completion });
  }

  private async stream(body: ResponsesBody, work: OpenAiCall): Promise<void> {
    const { call, operation } = await prepared(body, work);
    const opened = await this.completions.openStream(call, work.context, operation.stream);
    const asked = this.asked(body, operation, opened.target);
    const told = { ...opened, ...toldBy(operation, opened) };
    await work.sendStream(told, (parts) => responseEvents(parts, asked), toResponseFrame);
  }

  private asked(body: ResponsesBody, { tools }: ResponsesOperation, target: CallTarget): AskedResponse {
    const { provider, model } = target;
    const nowMs = () => this.clock.nowMs();
    return { body, tools, provider: provider.definition.id, model, ending: newEnding(), nowMs };
  }
}

/** The conversation that a request of Codex belongs to; goes to the log alone. Older versions write it otherwise. */
function logSession({ headers }: Request, response: Response): void {
  const session = headers['session-id'] ?? headers['session_id'];
  if (typeof session === 'string' && /^[\w-]{1,100}$/.test(session))
    addLogFields(response, { session_id: session });
}

/** @throws GatewayError what `OpenAiCall.toCall` throws, and for what cannot be put in the words of a target. */
async function prepared(body: ResponsesBody, work: OpenAiCall) {
  const planned = await work.toCall<CompletionRequest>({ model: body.model, messages: [] });
  const isNative = planned.targets.every(({ provider }) => provider.responses !== undefined);
  const operation = new ResponsesOperation({ body, isStrict: work.isStrict, isNative });
  const call: CompletionCall = {
    ...planned,
    request: { ...operation.request, model: planned.request.model },
    parameters: { ...planned.parameters, additions: operation.hints },
  };
  return { call, operation };
}

function toldBy(operation: ResponsesOperation, { warnings }: AnsweringCall) {
  return { warnings: inOwnWords(operation.warningsBehind(warnings)) };
}
