import { Body, Controller, HttpCode, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { CompletionCall } from '../../completions/completion-call.js';
import { CompletionsService } from '../../completions/completions.service.js';
import { parseChatRequest, type ChatRequest } from './chat-request.js';
import { chatFrames, toChatFrame } from './chat-stream.js';
import type { OpenAiCall } from './openai-call.js';
import { OpenAiCalls } from './openai-calls.js';
import { OpenAiErrorFilter } from './openai-error.filter.js';
import { OPENAI_PATH } from './openai-path.js';
import { lazy } from '../../common/lazy.js';
import { Documented } from '../../openapi/documented.js';

const api = lazy(
  () => require('./dto/openai-api.decorators.js') as typeof import('./dto/openai-api.decorators.js'),
);

/** OpenAI's chat completions, for the models of all providers. */
@Controller(OPENAI_PATH)
@UseFilters(OpenAiErrorFilter)
export class OpenAiChatController {
  constructor(
    private readonly calls: OpenAiCalls,
    private readonly completions: CompletionsService,
  ) {}

  @Post('chat/completions')
  @HttpCode(200)
  @Documented(() => api().ApiChatCompletion())
  async create(@Body() body: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    const chat = parseChatRequest(body);
    await this.calls.answer(request, response, async (work) => {
      const call = await work.toCall(chat.request);
      await (chat.isStream ? this.stream(call, chat, work) : this.complete(call, work));
    });
  }

  private async complete(call: CompletionCall, work: OpenAiCall): Promise<void> {
    const result = await this.completions.complete(call, work.context);
    await work.send(result.completion, result);
  }

  private async stream(call: CompletionCall, chat: ChatRequest, work: OpenAiCall): Promise<void> {
    const opened = await this.completions.openStream(call, work.context);
    await work.sendStream(opened, (parts) => chatFrames(parts, chat.wantsUsage), toChatFrame);
  }
}
