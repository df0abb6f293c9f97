import { Controller, Get, Param, Query, Req, Res, UseFilters } from '@nestjs/common';
import type { Request, Response } from 'express';
import { lazy } from '../../common/lazy.js';
import { Documented } from '../../openapi/documented.js';
import { GeminiErrorFilter } from './gemini-error.filter.js';
import type { PageQuery } from './gemini-model.js';
import { GeminiModels } from './gemini-models.js';
import { GEMINI_PATH } from './gemini-path.js';
import type { NameSegments } from './name-segments.js';

const api = lazy(
  () => require('./dto/gemini-api.decorators.js') as typeof import('./dto/gemini-api.decorators.js'),
);

/** The models of all providers, as Gemini's API lists them. */
@Controller(GEMINI_PATH)
@UseFilters(GeminiErrorFilter)
export class GeminiModelsController {
  constructor(private readonly models: GeminiModels) {}

  @Get('models')
  @Documented(() => api().ApiListGeminiModels())
  async list(@Query() query: PageQuery, @Req() request: Request, @Res() response: Response): Promise<void> {
    await this.models.sendPage(query, request, response);
  }

  @Get('models/*model')
  @Documented(() => api().ApiGeminiModel())
  async get(
    @Param('model') segments: NameSegments,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.models.sendOne(segments, request, response);
  }
}
