import { Controller, Get, Header, Param, Req } from '@nestjs/common';
import type { Request } from 'express';
import { ForAdminsAlone } from '../../access/public.decorator.js';
import { GatewayError } from '../../common/errors.js';
import { lazy } from '../../common/lazy.js';
import { CaptureLooks } from '../../governance/captures/capture-looks.js';
import { Documented } from '../../openapi/documented.js';
import { actorOf } from './admin-actor.js';
import { ADMIN_PATH } from './admin-path.js';

const api = lazy(
  () => require('./capture-api.decorators.js') as typeof import('./capture-api.decorators.js'),
);

/** What was asked and answered in a call, where that is kept: to administrators, and to none who only looks. */
@ForAdminsAlone()
@Controller(`${ADMIN_PATH}/calls`)
export class CapturesController {
  constructor(private readonly looks: CaptureLooks) {}

  @Get(':id/capture')
  @Header('cache-control', 'no-store')
  @Documented(() => api().ApiCapture())
  async look(@Req() request: Request, @Param('id') id: string): Promise<object> {
    const capture = await this.looks.look(actorOf(request), id);
    if (capture === null)
      throw new GatewayError('request.not_found', 'Nothing was kept of a call of this id.');
    const { callId, mode, capturedAtMs, ...content } = capture;
    return { id: callId, mode, captured_at: new Date(capturedAtMs).toISOString(), ...content };
  }
}
