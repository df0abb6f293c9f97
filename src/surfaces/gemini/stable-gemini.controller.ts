import { Controller, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '../../openapi/documented.js';
import { GeminiErrorFilter } from './gemini-error.filter.js';
import { STABLE_PATH } from './gemini-path.js';
import { GeminiController } from './gemini.controller.js';

/** The same routes where some of Google's clients look for them. */
@ApiExcludeController() // the document tells them once
@Controller(STABLE_PATH)
@UseFilters(GeminiErrorFilter)
export class StableGeminiController extends GeminiController {}
