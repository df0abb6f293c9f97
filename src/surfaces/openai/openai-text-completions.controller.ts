import { Body, Controller, HttpCode, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CompletionsService } from '../../completions/completions.service.js';
import { TEXT_COMPLETION, TEXT_STREAM } from '../../completions/operations.js';
import { chatFrames, toChatFrame } from './chat-stream.js';
import type { OpenAiCall } from './openai-call.js';
import { OpenAiCalls } from './openai-calls.js';
import { OpenAiErrorFilter } from './openai-error.filter.js';
import { OPENAI_PATH } from './openai-path.js';
import { parseTextCompletionRequest, type AskedText } from './text-completion-request.js';
import { textParts, toTextCompletion } from './text-completion.js';
import { lazy } from '../../common/lazy.js';
import { Documented } from '../../openapi/documented.js';

const api = lazy(
  () =>
    require('./dto/openai-text-completions.decorators.js') as typeof import('./dto/openai-text-completions.decorators.js'),
);

const NO_TEXT = { index: 0, text: '', logprobs: null, finish_reason: null };

/** OpenAI's older completions of texts, for providers that have them. */
@Controller(OPENAI_PATH)
@UseFilters(OpenAiErrorFilter)
export class OpenAiTextCompletionsController {
  constructor(
    private readonly calls: OpenAiCalls,
    private readonly completions: CompletionsService,
  ) {}

  @Post('completions')
  @HttpCode(200)
  @Documented(() => api().ApiTextCompletion())
  async create(@Body() body: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    const asked = parseTextCompletionRequest(body);
    await this.calls.answer(request, response, (work) =>
      asked.isStream ? this.stream(asked, work) : this.complete(asked, work),
    );
  }

  private async complete({ request }: AskedText, work: OpenAiCall): Promise<void> {
    const call = await work.toCall(request);
    const result = await this.completions.complete(call, work.context, TEXT_COMPLETION);
    await work.send(toTextCompletion(result.completion), result);
  }

  private async stream(asked: AskedText, work: OpenAiCall): Promise<void> {
    const call = await work.toCall(asked.request);
    const opened = await this.completions.openStream(call, work.context, TEXT_STREAM);
    await work.sendStream(opened, (parts) => chatFrames(textParts(parts), asked, NO_TEXT), toChatFrame);
  }
}
