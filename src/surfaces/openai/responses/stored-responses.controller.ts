import { Controller, Delete, Get, Post, UseFilters } from '@nestjs/common';
import { GatewayError } from '../../../common/errors.js';
import { ApiExcludeController } from '../../../openapi/documented.js';
import { OpenAiErrorFilter } from '../openai-error.filter.js';
import { RESPONSES_PATH } from './responses-path.js';

/** What OpenAI has beside the creation of responses, and a gateway that keeps none has not: refused with what to do. */
@ApiExcludeController()
@Controller(RESPONSES_PATH)
@UseFilters(OpenAiErrorFilter)
export class StoredResponsesController {
  @Get('*rest')
  get(): never {
    throw keptNowhere();
  }

  @Delete('*rest')
  delete(): never {
    throw keptNowhere();
  }

  /** To cancel or compact one, or to count its tokens. */
  @Post('*rest')
  work(): never {
    throw keptNowhere();
  }
}

function keptNowhere(): GatewayError {
  const message =
    'Tollgate keeps no responses: there are none to get, delete, cancel or compact. Send the whole conversation to POST /v1/responses.';
  return new GatewayError('request.not_found', message);
}
