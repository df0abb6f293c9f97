import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Public } from '../../access/public.decorator.js';
import { GatewayError } from '../../common/errors.js';
import { ApiExcludeController } from '../../openapi/documented.js';
import { readAsset, readPage, type ConsoleFile } from './console-files.js';
import { CONSOLE_HEADERS, FILE_CACHING, PAGE_CACHING } from './console-headers.js';
import { CONSOLE_PATH } from './console-path.js';

/** The console's page and its files. What they show comes from the public API, by the rights of whoever looks. */
@ApiExcludeController()
@Public()
@Controller(CONSOLE_PATH)
export class ConsoleController {
  @Get('assets/:name')
  async asset(
    @Param('name') name: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const file = await readAsset(name, request.acceptsEncodings('gzip') === 'gzip');
    if (file === null) throw new GatewayError('request.not_found', 'The console has no file of this name.');
    response.vary('accept-encoding');
    send(response, file, FILE_CACHING);
  }

  /** The page finds in its own address what it is to show. */
  @Get(['', '*path'])
  async page(@Res() response: Response): Promise<void> {
    const page = await readPage();
    if (page === null)
      throw new GatewayError('request.not_found', 'The console was not built: `npm run build` builds it.');
    send(response, page, PAGE_CACHING);
  }
}

function send(response: Response, { type, body, coding }: ConsoleFile, caching: string): void {
  response.set({ ...CONSOLE_HEADERS, 'cache-control': caching, 'content-type': type });
  if (coding) response.set('content-encoding', coding);
  response.send(body);
}
