import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { addLogFields } from '../../common/http/log-fields.js';
import { REQUEST_ID_HEADER, requestIdOf } from '../../common/http/request-id.js';
import { LLM_PROVIDERS_SETTINGS, type LlmProvidersSettings } from '../../config/settings.js';
import type { KeptAnswer } from './answer-store.js';

const REPLAYED_HEADER = 'idempotent-replayed';
const COST_HEADER = 'x-tollgate-cost-usd';

/** Gives answers again. */
@Injectable()
export class Replays {
  constructor(@Inject(LLM_PROVIDERS_SETTINGS) private readonly settings: LlmProvidersSettings) {}

  /** Sends a kept answer, byte for byte. */
  async send(answer: KeptAnswer, request: Request, response: Response): Promise<void> {
    const { status, headers, body } = answer;
    addLogFields(response, { idempotency: 'replayed', provider: answer.source.provider });
    response.status(status);
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (COST_HEADER in headers) response.setHeader(COST_HEADER, '0');
    response.setHeader(REQUEST_ID_HEADER, requestIdOf(request));
    response.setHeader(REPLAYED_HEADER, 'true');
    response.setTimeout(this.settings.CLIENT_STALL_TIMEOUT_MS, () => response.destroy());
    response.end(body);
  }
}
