import { Controller, Get, Next, Param, Query, Req, Res } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { sendError } from '../../common/http/send-error.js';
import { ApiExcludeController } from '../../openapi/documented.js';
import { GEMINI_ERRORS } from './gemini-errors.js';
import type { PageQuery } from './gemini-model.js';
import { GeminiModels } from './gemini-models.js';
import { isFromGoogleClient, STABLE_PATH } from './gemini-path.js';
import type { NameSegments } from './name-segments.js';

/** The models at the addresses of OpenAI's list, in Gemini's shape for callers who bring their key as Google's clients do. */
@ApiExcludeController() // an address has one description: that of OpenAI's list
@Controller(STABLE_PATH)
export class StableGeminiModelsController {
  constructor(private readonly models: GeminiModels) {}

  @Get('models')
  async list(
    @Query() query: PageQuery,
    @Req() request: Request,
    @Res() response: Response,
    @Next() next: NextFunction,
  ): Promise<void> {
    if (!isFromGoogleClient(request.headers)) return next();
    await inGooglesShape(request, response, () => this.models.sendPage(query, request, response));
  }

  @Get('models/*model')
  async get(
    @Param('model') segments: NameSegments,
    @Req() request: Request,
    @Res() response: Response,
    @Next() next: NextFunction,
  ): Promise<void> {
    if (!isFromGoogleClient(request.headers)) return next();
    await inGooglesShape(request, response, () => this.models.sendOne(segments, request, response));
  }
}

/** No filter renders what fails: it would also render what a guard refuses to callers of OpenAI's API. */
async function inGooglesShape(
  request: Request,
  response: Response,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    sendError(error, request, response, GEMINI_ERRORS);
  }
}
