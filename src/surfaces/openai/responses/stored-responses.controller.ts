import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ApiExcludeController } from '../../../openapi/documented.js';
import { OpenAiCalls } from '../openai-calls.js';
import { IN_OWN_WORDS } from './own-words.js';
import { OpenAiErrorFilter } from '../openai-error.filter.js';
import { parseResponsesRequest } from './request/responses-request.js';
import { RESPONSES_PATH } from './responses-path.js';
import { StoredResponses, type AskedStored } from './stored-responses.js';

/** Of a query, what a provider is asked with. */
const QUERY = ['include', 'include[]', 'after', 'before', 'limit', 'order'];
/** And what more where its events are asked for. */
const OF_STREAMS = ['stream', 'starting_after', 'include_obfuscation'];

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

  @Post('input_tokens')
  @HttpCode(200)
  async count(@Body() body: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    const asked = parseResponsesRequest(body);
    await this.calls.answer(request, response, (work) => this.stored.count(asked, work), IN_OWN_WORDS);
  }

  @Get(':id')
  get(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const isStream = request.query['stream'] === 'true';
    const query = queryOf(request, isStream ? [...QUERY, ...OF_STREAMS] : QUERY);
    return this.answer({ method: 'GET', id, part: '', query, isStream }, request, response);
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
function queryOf({ originalUrl }: Request, names: readonly string[] = QUERY): string {
  const asked = new URLSearchParams(originalUrl.split('?')[1] ?? '');
  const known = [...asked].filter(([name]) => names.includes(name));
  return known.length === 0 ? '' : `?${new URLSearchParams(known).toString()}`;
}
