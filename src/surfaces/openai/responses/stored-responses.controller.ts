import { Controller, Delete, Get, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Public } from '../../../access/public.decorator.js';
import { GatewayError } from '../../../common/errors.js';
import { ApiExcludeController } from '../../../openapi/documented.js';
import { OpenAiErrorFilter } from '../openai-error.filter.js';
import { OPENAI_PATH } from '../openai-path.js';

const RESPONSES_PATH = `${OPENAI_PATH}/responses`;

/** What OpenAI has beside the creation of responses, and a gateway that keeps none has not: refused with what to do. */
@ApiExcludeController()
@Controller(RESPONSES_PATH)
@UseFilters(OpenAiErrorFilter)
export class StoredResponsesController {
  /**
   * Codex asks for a WebSocket first. It goes on over HTTP at once after a 426, and only then.
   * So it is told to callers without a key, too: it says nothing of what is behind it, and the POST needs one.
   * Source: codex 0.169, seen on the wire, November 2026.
   */
  @Get()
  @Public()
  upgrade(@Req() { headers }: Request, @Res() response: Response): never {
    if (headers.upgrade === undefined) {
      response.setHeader('allow', 'POST');
      throw new GatewayError('request.method_not_allowed', 'This address does not take GET; it takes POST.');
    }
    // What follows on this connection would be taken for the other protocol.
    response.set({ upgrade: 'HTTP/1.1', connection: 'close' });
    throw new GatewayError(
      'request.upgrade_required',
      'Tollgate serves responses over HTTP only: send them as POST, with "stream": true for events.',
    );
  }

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
