import { Body, Controller, HttpCode, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { Request, Response } from 'express';
import { parseChatRequest } from './chat-request.js';
import { OpenAiChats } from './openai-chats.js';
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
  constructor(private readonly chats: OpenAiChats) {}

  @Post('chat/completions')
  @HttpCode(200)
  @Documented(() => api().ApiChatCompletion())
  async create(@Body() body: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    await this.chats.answer(parseChatRequest(body), request, response);
  }
}
