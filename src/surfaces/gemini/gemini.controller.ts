import { Body, Controller, HttpCode, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Fields } from '../../common/fields.js';
import { lazy } from '../../common/lazy.js';
import { Documented } from '../../openapi/documented.js';
import { GeminiCalls } from './gemini-calls.js';
import { GeminiErrorFilter } from './gemini-error.filter.js';
import { GEMINI_PATH } from './gemini-path.js';
import { GeminiService } from './gemini.service.js';
import { nameIn, type NameSegments } from './name-segments.js';
import { parseBatchRequest, parseEmbedRequest } from './request/embed-request.js';
import { parseCountRequest, parseGenerateRequest } from './request/generate-request.js';

const api = lazy(
  () => require('./dto/gemini-api.decorators.js') as typeof import('./dto/gemini-api.decorators.js'),
);

/** Names have slashes, which some clients escape; `ai` leaves out `models/` before those that have. */
const method = (name: string) => `{models/}*model\\:${name}`;

/** Gemini's API, for the models of all providers. */
@Controller(GEMINI_PATH)
@UseFilters(GeminiErrorFilter)
export class GeminiController {
  constructor(
    private readonly calls: GeminiCalls,
    private readonly gemini: GeminiService,
  ) {}

  @Post(method('generateContent'))
  @HttpCode(200)
  @Documented(() => api().ApiGenerate())
  async generate(
    @Param('model') segments: NameSegments,
    @Body() body: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const asked = { body: parseGenerateRequest(nameIn(segments), body), own: body as Fields };
    await this.calls.answer(request, response, (work) => this.gemini.generate(asked, work));
  }

  @Post(method('streamGenerateContent'))
  @HttpCode(200)
  @Documented(() => api().ApiStreamGenerate())
  async stream(
    @Param('model') segments: NameSegments,
    @Body() body: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const asked = { body: parseGenerateRequest(nameIn(segments), body), own: body as Fields };
    await this.calls.answer(request, response, (work) => this.gemini.stream(asked, work));
  }

  @Post(method('countTokens'))
  @HttpCode(200)
  @Documented(() => api().ApiCountTokens())
  async count(
    @Param('model') segments: NameSegments,
    @Body() body: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const asked = { body: parseCountRequest(nameIn(segments), body), own: body as Fields };
    await this.calls.answer(request, response, (work) => this.gemini.count(asked, work));
  }

  @Post(method('embedContent'))
  @HttpCode(200)
  @Documented(() => api().ApiEmbed())
  async embed(
    @Param('model') segments: NameSegments,
    @Body() body: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const asked = { body: parseEmbedRequest(nameIn(segments), body), own: body as Fields };
    await this.calls.answer(request, response, (work) => this.gemini.embed(asked, work));
  }

  @Post(method('batchEmbedContents'))
  @HttpCode(200)
  @Documented(() => api().ApiBatchEmbed())
  async embedAll(
    @Param('model') segments: NameSegments,
    @Body() body: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const asked = { body: parseBatchRequest(nameIn(segments), body), own: body as Fields };
    await this.calls.answer(request, response, (work) => this.gemini.embed(asked, work));
  }
}
