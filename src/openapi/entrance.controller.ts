import { Controller, Get, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Public } from '../access/public.decorator.js';
import { PRODUCT_VERSION } from '../product.js';
import { DOCUMENT_PATH, DOCUMENTATION_PATH } from './documentation-paths.js';
import { ApiExcludeController } from './documented.js';

const CONSOLE = '/console';

/** What a program reads at `/`: nothing that depends on the configuration, and nothing that `/docs-json` hides. */
const ENTRANCE = Object.freeze({
  name: 'Tollgate',
  version: PRODUCT_VERSION,
  console: CONSOLE,
  documentation: `/${DOCUMENTATION_PATH}`,
  openapi: `/${DOCUMENT_PATH}`,
  health: '/health/ready',
});

/** The address without a path: leads browsers to the console, and tells programs where things are. */
@ApiExcludeController()
@Public()
@Controller()
export class EntranceController {
  /** 302 to the console where HTML is preferred to JSON; else, and without `Accept`, 200 with JSON. */
  @Get()
  enter(@Req() request: Request, @Res() response: Response): void {
    response.vary('accept');
    if (request.accepts(['json', 'html']) === 'html') {
      response.status(302).set('location', CONSOLE).end();
      return;
    }
    response.json(ENTRANCE);
  }
}
