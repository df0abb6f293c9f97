import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { GatewayError } from '../../../common/errors.js';
import { ApiExcludeController } from '../../../openapi/documented.js';
import { OpenAiCalls } from '../openai-calls.js';
import { IN_OWN_WORDS } from './own-words.js';
import { OpenAiErrorFilter } from '../openai-error.filter.js';
import { refusal } from '../request-checks.js';
import { parseResponsesRequest } from './request/responses-request.js';
import { RESPONSES_PATH } from './responses-path.js';
import { StoredResponses, type AskedStored } from './stored-responses.js';

/** Of a query, what a provider is asked with. */
const QUERY = ['include', 'include[]', 'after', 'before', 'limit', 'order'] as const;

/** What OpenAI has beside the creation of responses: answered by the provider that keeps them. */
@ApiExcludeController()
@Controller(RESPONSES_PATH)
@UseFilters(OpenAiErrorFilter)
export class StoredResponsesController {
  constructor(
    private readonly calls: OpenAiCalls,
    private readonly stored: StoredResponses,
  ) {}

  @Post('compact')
  @HttpCode(200)
  async compact(@Body() body: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    const asked = parseResponsesRequest(body);
    await this.calls.answer(request, response, (work) => this.stored.compact(asked, work), IN_OWN_WORDS);
  }

  @Get(':id')
  get(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    if (request.query['stream'] === 'true') throw notStreamedAgain();
    return this.answer({ method: 'GET', id, part: '', query: queryOf(request) }, request, response);
  }

  @Get(':id/input_items')
  items(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const query = queryOf(request);
    return this.answer({ method: 'GET', id, part: '/input_items', query }, request, response);
  }

  @Delete(':id')
  delete(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    return this.answer({ method: 'DELETE', id, part: '', query: '' }, request, response);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  cancel(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    return this.answer({ method: 'POST', id, part: '/cancel', query: '' }, request, response);
  }

  private async answer(asked: AskedStored, request: Request, response: Response): Promise<void> {
    await this.calls.answer(request, response, (work) => this.stored.answer(asked, work), IN_OWN_WORDS);
  }
}

/** What of it a provider knows, with its question mark; '' = nothing. */
function queryOf({ originalUrl }: Request): string {
  const asked = new URLSearchParams(originalUrl.split('?')[1] ?? '');
  const known = [...asked].filter(([name]) => QUERY.some((each) => each === name));
  return known.length === 0 ? '' : `?${new URLSearchParams(known).toString()}`;
}

function notStreamedAgain(): GatewayError {
  const message = "Unsupported parameter: 'stream'. A response that is kept comes as a whole; leave it out.";
  return refusal('stream', 'unsupported', message);
}
