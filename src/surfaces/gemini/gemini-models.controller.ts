import { Controller, Get, Inject, Param, Query, Req, Res, UseFilters } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CLOCK, type Clock } from '../../common/clock.js';
import { logAfter } from '../../common/http/log-fields.js';
import { sendJson } from '../../common/http/send-json.js';
import { lazy } from '../../common/lazy.js';
import { LLM_PROVIDERS_SETTINGS, type LlmProvidersSettings } from '../../config/settings.js';
import { Documented } from '../../openapi/documented.js';
import { callerOf } from '../call-context-of.js';
import { ServedModels, type ServedListing } from '../served-models.js';
import { GeminiErrorFilter } from './gemini-error.filter.js';
import { GEMINI_PATH } from './gemini-path.js';
import { toGeminiModels, toModelPage, type ListedGeminiModel, type PageQuery } from './gemini-model.js';
import { nameIn, type NameSegments } from './name-segments.js';

const api = lazy(
  () => require('./dto/gemini-api.decorators.js') as typeof import('./dto/gemini-api.decorators.js'),
);

/** The models of all providers, as Gemini's API lists them. */
@Controller(GEMINI_PATH)
@UseFilters(GeminiErrorFilter)
export class GeminiModelsController {
  private readonly listing: ServedListing<ListedGeminiModel>;

  constructor(
    served: ServedModels,
    @Inject(LLM_PROVIDERS_SETTINGS) private readonly settings: LlmProvidersSettings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.listing = served.listing(toGeminiModels);
  }

  @Get('models')
  @Documented(() => api().ApiListGeminiModels())
  async list(@Query() query: PageQuery, @Req() request: Request, @Res() response: Response): Promise<void> {
    const work = this.listing.all(callerOf(request, response, this.clock));
    const { models } = await logAfter(response, work);
    await sendJson(response, toModelPage(models, query), this.settings.CLIENT_STALL_TIMEOUT_MS);
  }

  @Get('models/*model')
  @Documented(() => api().ApiGeminiModel())
  async get(
    @Param('model') segments: NameSegments,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const work = this.listing.get(nameIn(segments), callerOf(request, response, this.clock));
    const { model } = await logAfter(response, work);
    await sendJson(response, model, this.settings.CLIENT_STALL_TIMEOUT_MS);
  }
}
