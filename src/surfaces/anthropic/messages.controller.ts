import { Body, Controller, HttpCode, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { Request, Response } from 'express';
import { lazy } from '../../common/lazy.js';
import { Documented } from '../../openapi/documented.js';
import { AnthropicCalls } from './anthropic-calls.js';
import { AnthropicErrorFilter } from './anthropic-error.filter.js';
import { MESSAGES_PATH } from './anthropic-path.js';
import { MessagesService } from './messages.service.js';
import { parseCountRequest, parseMessagesRequest } from './request/messages-request.js';

const api = lazy(
  () => require('./dto/messages-api.decorators.js') as typeof import('./dto/messages-api.decorators.js'),
);

/** Anthropic's Messages API, for the models of all providers. */
@Controller(MESSAGES_PATH)
@UseFilters(AnthropicErrorFilter)
export class MessagesController {
  constructor(
    private readonly calls: AnthropicCalls,
    private readonly messages: MessagesService,
  ) {}

  @Post()
  @HttpCode(200)
  @Documented(() => api().ApiMessages())
  async create(@Body() body: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    const asked = parseMessagesRequest(body);
    await this.calls.answer(request, response, (work) =>
      asked['stream'] === true ? this.messages.stream(asked, work) : this.messages.complete(asked, work),
    );
  }

  @Post('count_tokens')
  @HttpCode(200)
  @Documented(() => api().ApiCountTokens())
  async count(@Body() body: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    const asked = parseCountRequest(body);
    await this.calls.answer(request, response, (work) => this.messages.count(asked, work));
  }
}
