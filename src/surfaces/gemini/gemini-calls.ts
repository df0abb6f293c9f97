import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CLOCK, type Clock } from '../../common/clock.js';
import { logAfter } from '../../common/http/log-fields.js';
import { LLM_PROVIDERS_SETTINGS, type LlmProvidersSettings } from '../../config/settings.js';
import { ModelRouter } from '../../routing/model-router.js';
import { GeminiCall } from './gemini-call.js';

/** What the routes of Gemini's API that name a model have in common. */
@Injectable()
export class GeminiCalls {
  constructor(
    private readonly router: ModelRouter,
    @Inject(LLM_PROVIDERS_SETTINGS) private readonly settings: LlmProvidersSettings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Answers a request whose body is in order; what `work` throws becomes a refusal. */
  async answer(
    request: Request,
    response: Response,
    work: (call: GeminiCall) => Promise<void>,
  ): Promise<void> {
    const { router, settings, clock } = this;
    const call = new GeminiCall(request, response, { router, settings, clock });
    const answered = work(call).catch((error: unknown) => call.end(error));
    await logAfter(response, answered);
  }
}
