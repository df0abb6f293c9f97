import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CLOCK, type Clock } from '../../common/clock.js';
import type { ErrorRenderer } from '../../common/http/error-renderer.js';
import { logAfter } from '../../common/http/log-fields.js';
import type { CallOnItsWay } from '../../completions/relay/call-on-its-way.js';
import { LLM_PROVIDERS_SETTINGS, type LlmProvidersSettings } from '../../config/settings.js';
import { ModelRouter } from '../../routing/model-router.js';
import { OpenAiCall } from './openai-call.js';

/** What the routes under `/v1` that reach a model have in common. */
@Injectable()
export class OpenAiCalls {
  constructor(
    private readonly router: ModelRouter,
    @Inject(LLM_PROVIDERS_SETTINGS) private readonly settings: LlmProvidersSettings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Answers a request whose body is in order; what `work` throws becomes a refusal.
   * @param asked.onItsWay what was done for its call before it came here.
   * @param asked.errors in whose words it is refused; left out, in those of chat completions.
   */
  async answer(
    request: Request,
    response: Response,
    work: (call: OpenAiCall) => Promise<void>,
    asked: { readonly onItsWay?: CallOnItsWay | undefined; readonly errors?: ErrorRenderer } = {},
  ): Promise<void> {
    const { router, settings, clock } = this;
    const { onItsWay, errors } = asked;
    const terms = { ...(onItsWay && { onItsWay }), ...(errors && { errors }) };
    const call = new OpenAiCall(request, response, { router, settings, clock, ...terms });
    const answered = settled(work, call)
      .catch((error: unknown) => call.end(error))
      .finally(() => onItsWay?.begun?.discard());
    await logAfter(response, answered);
  }
}

/** What work throws at once is one of its failures, too. */
async function settled(work: (call: OpenAiCall) => Promise<void>, call: OpenAiCall): Promise<void> {
  await work(call);
}
