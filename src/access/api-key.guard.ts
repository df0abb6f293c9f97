import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { GatewayError } from '../common/errors.js';
import { setCallerId } from '../common/http/caller-id.js';
import { SERVER_SETTINGS, type ServerSettings } from '../config/settings.js';
import { isForLoopbackOnly, isFromForeignPage } from './foreign-page.js';
import { GatewayKeys, keyNeeded } from './gateway-keys.js';
import { IS_PUBLIC } from './public.decorator.js';

/** The one global guard. Where keys are set, every route but a `@Public()` one needs one of them. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  private readonly keys: GatewayKeys;
  private readonly isForLoopbackOnly: boolean;

  constructor(
    private readonly reflector: Reflector,
    @Inject(SERVER_SETTINGS) settings: ServerSettings,
  ) {
    this.keys = new GatewayKeys(settings);
    this.isForLoopbackOnly = isForLoopbackOnly(settings);
  }

  /**
   * @throws GatewayError `auth.invalid_key`, `auth.foreign_origin`, or `request.malformed` for a header that was sent
   * twice.
   */
  canActivate(context: ExecutionContext): boolean {
    const isPublic = this.reflector.getAllAndOverride<boolean | undefined>(IS_PUBLIC, [
      context.getHandler(),
      context.getClass(),
    ]);
    const request = context.switchToHttp().getRequest<Request>();
    const callerId = this.keys.callerIdOf(request);
    if (callerId !== null) setCallerId(request, callerId);
    if (isPublic === true || callerId !== null) return true;
    if (this.keys.areSet) throw keyNeeded();
    if (this.isForLoopbackOnly && isFromForeignPage(request)) throw foreignOrigin();
    return true;
  }
}

function foreignOrigin(): GatewayError {
  return new GatewayError(
    'auth.foreign_origin',
    'Pages of other sites may not call a gateway that asks for no key: call it by a loopback address, or let the operator set GATEWAY_API_KEYS.',
  );
}
