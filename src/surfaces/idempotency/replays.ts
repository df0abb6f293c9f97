import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { headersByName } from '../../common/http/headers-in-turns.js';
import { addLogFields } from '../../common/http/log-fields.js';
import { REQUEST_ID_HEADER, requestIdOf } from '../../common/http/request-id.js';
import { LLM_PROVIDERS_SETTINGS, type LlmProvidersSettings } from '../../config/settings.js';
import { CLOCK, type Clock } from '../../common/clock.js';
import { Governance } from '../../governance/governance.js';
import { callOriginOf } from '../call-origin-of.js';
import type { KeptAnswer } from './answer-store.js';

const REPLAYED_HEADER = 'idempotent-replayed';
const COST_HEADER = 'x-tollgate-cost-usd';
/** By what Anthropic's SDKs know a request: where an answer has it, so has each replay, its own. */
const SDK_REQUEST_ID_HEADER = 'request-id';

/** Gives answers again. */
@Injectable()
export class Replays {
  constructor(
    private readonly governance: Governance,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LLM_PROVIDERS_SETTINGS) private readonly settings: LlmProvidersSettings,
  ) {}

  /**
   * Sends a kept answer, byte for byte.
   * @throws GatewayError `auth.not_allowed`, and `limit.exceeded`: it counts as a request.
   */
  async send(answer: KeptAnswer, request: Request, response: Response): Promise<void> {
    const { status, headers, body, source } = answer;
    const roomHeaders = await this.governance.replays.enter({
      requestId: requestIdOf(request),
      origin: callOriginOf(request),
      atMs: this.clock.nowMs(),
      status,
      source,
    });
    addLogFields(response, { idempotency: 'replayed', provider: answer.source.provider });
    response.status(status);
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (COST_HEADER in headers) response.setHeader(COST_HEADER, '0');
    response.setHeader(REQUEST_ID_HEADER, requestIdOf(request));
    if (SDK_REQUEST_ID_HEADER in headers) response.setHeader(SDK_REQUEST_ID_HEADER, requestIdOf(request));
    response.set({ ...headersByName(roomHeaders), [REPLAYED_HEADER]: 'true' });
    response.setTimeout(this.settings.CLIENT_STALL_TIMEOUT_MS, () => response.destroy());
    response.end(body);
  }
}
