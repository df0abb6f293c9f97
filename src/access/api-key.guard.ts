import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { GatewayError } from '../common/errors.js';
import { setCallerId } from '../common/http/caller-id.js';
import { isLoopbackHost } from '../common/http/loopback.js';
import { SERVER_SETTINGS, type ServerSettings } from '../config/settings.js';
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
    this.isForLoopbackOnly = !settings.ALLOW_UNAUTHENTICATED && isLoopbackHost(settings.HOST);
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

/**
 * A page of another site can reach a gateway on loopback, by a name of its own that it lets resolve to 127.0.0.1 (DNS
 * rebinding), and would spend the operator's keys, or read lists and metrics. Browsers name the page that sends a POST
 * in `Origin`; a GET they tell by nothing but the name in `Host`.
 */
function isFromForeignPage({ headers: { origin, host } }: Request): boolean {
  if (origin !== undefined && !isLoopbackUrl(origin)) return true;
  return host !== undefined && !isLoopbackUrl(`http://${host}`);
}

function isLoopbackUrl(url: string): boolean {
  return URL.canParse(url) && isLoopbackHost(new URL(url).hostname);
}

function foreignOrigin(): GatewayError {
  return new GatewayError(
    'auth.foreign_origin',
    'Pages of other sites may not call a gateway that asks for no key: call it by a loopback address, or let the operator set GATEWAY_API_KEYS.',
  );
}
