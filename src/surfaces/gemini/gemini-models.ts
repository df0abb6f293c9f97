import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CLOCK, type Clock } from '../../common/clock.js';
import { logAfter } from '../../common/http/log-fields.js';
import { sendJson } from '../../common/http/send-json.js';
import { LLM_PROVIDERS_SETTINGS, type LlmProvidersSettings } from '../../config/settings.js';
import { callerOf } from '../call-context-of.js';
import { ServedModels, type ServedListing } from '../served-models.js';
import { toGeminiModels, toModelPage, type ListedGeminiModel, type PageQuery } from './gemini-model.js';
import { nameIn, type NameSegments } from './name-segments.js';

/** The models of all providers, as Gemini's API lists them. */
@Injectable()
export class GeminiModels {
  private readonly listing: ServedListing<ListedGeminiModel>;

  constructor(
    served: ServedModels,
    @Inject(LLM_PROVIDERS_SETTINGS) private readonly settings: LlmProvidersSettings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.listing = served.listing(toGeminiModels);
  }

  /** @throws GatewayError `request.invalid` for a page that there cannot be. */
  async sendPage(query: PageQuery, request: Request, response: Response): Promise<void> {
    const { models } = await logAfter(response, this.listing.all(callerOf(request, response, this.clock)));
    await sendJson(response, toModelPage(models, query), this.settings.CLIENT_STALL_TIMEOUT_MS);
  }

  /** @throws GatewayError `model.not_found` */
  async sendOne(segments: NameSegments, request: Request, response: Response): Promise<void> {
    const work = this.listing.get(nameIn(segments), callerOf(request, response, this.clock));
    const { model } = await logAfter(response, work);
    await sendJson(response, model, this.settings.CLIENT_STALL_TIMEOUT_MS);
  }
}
