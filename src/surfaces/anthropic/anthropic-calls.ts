import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CLOCK, type Clock } from '../../common/clock.js';
import { logAfter } from '../../common/http/log-fields.js';
import { LLM_PROVIDERS_SETTINGS, type LlmProvidersSettings } from '../../config/settings.js';
import { AnthropicCall } from './anthropic-call.js';

/** What the routes of Anthropic's API that name a model have in common. */
@Injectable()
export class AnthropicCalls {
  constructor(
    @Inject(LLM_PROVIDERS_SETTINGS) private readonly settings: LlmProvidersSettings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Answers a request whose body is in order; what `work` throws becomes a refusal. */
  async answer(
    request: Request,
    response: Response,
    work: (call: AnthropicCall) => Promise<void>,
  ): Promise<void> {
    const { settings, clock } = this;
    const call = new AnthropicCall(request, response, { settings, clock });
    const answered = work(call).catch((error: unknown) => call.end(error));
    await logAfter(response, answered);
  }
}
