import { Controller, Get, Inject, Param, Req, Res, UseFilters } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CLOCK, type Clock } from '../../common/clock.js';
import { logAfter } from '../../common/http/log-fields.js';
import { callerOf } from '../call-context-of.js';
import { OpenAiErrorFilter } from './openai-error.filter.js';
import { OpenAiModelsService } from './openai-models.service.js';
import { OPENAI_PATH } from './openai-path.js';
import { lazy } from '../../common/lazy.js';
import { Documented } from '../../openapi/documented.js';

const api = lazy(
  () => require('./dto/openai-api.decorators.js') as typeof import('./dto/openai-api.decorators.js'),
);

/** OpenAI's list of models, across providers. */
@Controller(OPENAI_PATH)
@UseFilters(OpenAiErrorFilter)
export class OpenAiModelsController {
  constructor(
    private readonly models: OpenAiModelsService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get('models')
  @Documented(() => api().ApiListOpenAiModels())
  async list(@Req() request: Request, @Res() response: Response): Promise<void> {
    const work = this.models.listBody(callerOf(request, response, this.clock));
    response.type('json').send(await logAfter(response, work));
  }

  /** Names have slashes, which some SDKs escape. */
  @Get('models/*model')
  @Documented(() => api().ApiOpenAiModel())
  async get(
    @Param('model') segments: string | readonly string[],
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const id = typeof segments === 'string' ? segments : segments.join('/');
    const work = this.models.get(id, callerOf(request, response, this.clock));
    response.json(await logAfter(response, work));
  }
}
