import { Controller, Get, Inject, Next, Param, Query, Req, Res } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { CLOCK, type Clock } from '../../common/clock.js';
import { logAfter } from '../../common/http/log-fields.js';
import { sendError } from '../../common/http/send-error.js';
import { sendJson } from '../../common/http/send-json.js';
import { LLM_PROVIDERS_SETTINGS, type LlmProvidersSettings } from '../../config/settings.js';
import type { ListCaller } from '../../routing/model-lists/list-caller.js';
import { ApiExcludeController } from '../../openapi/documented.js';
import { callerOf } from '../call-context-of.js';
import { ServedModels, type ServedListing } from '../served-models.js';
import { ANTHROPIC_ERRORS } from './anthropic-errors.js';
import { ANTHROPIC_PATH, VERSION_HEADER } from './anthropic-path.js';
import { toModelInfos, type ModelInfo } from './model-info.js';
import { toModelPage, type PageQuery } from './model-page.js';

/** The models at the addresses of OpenAI's list, in Anthropic's shape for callers who say that they speak its API. */
@ApiExcludeController() // an address has one description: that of OpenAI's list, which tells of this shape
@Controller(ANTHROPIC_PATH)
export class AnthropicModelsController {
  private readonly listing: ServedListing<ModelInfo>;

  constructor(
    served: ServedModels,
    @Inject(LLM_PROVIDERS_SETTINGS) private readonly settings: LlmProvidersSettings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.listing = served.listing(toModelInfos);
  }

  @Get('models')
  async list(
    @Query() query: PageQuery,
    @Req() request: Request,
    @Res() response: Response,
    @Next() next: NextFunction,
  ): Promise<void> {
    await this.answer(request, response, next, async (caller) =>
      toModelPage(await this.listing.all(caller), query),
    );
  }

  /** Names have slashes, which some SDKs escape. */
  @Get('models/*model')
  async get(
    @Param('model') segments: string | readonly string[],
    @Req() request: Request,
    @Res() response: Response,
    @Next() next: NextFunction,
  ): Promise<void> {
    const id = typeof segments === 'string' ? segments : segments.join('/');
    await this.answer(request, response, next, (caller) => this.listing.get(id, caller));
  }

  /** No filter renders what fails: it would also render what a guard refuses to callers of OpenAI's API. */
  private async answer(
    request: Request,
    response: Response,
    next: NextFunction,
    work: (caller: ListCaller) => Promise<object>,
  ): Promise<void> {
    if (request.headers[VERSION_HEADER] === undefined) return next();
    try {
      const body = await logAfter(response, work(callerOf(request, response, this.clock)));
      await sendJson(response, body, this.settings.CLIENT_STALL_TIMEOUT_MS);
    } catch (error) {
      sendError(error, request, response, ANTHROPIC_ERRORS);
    }
  }
}
