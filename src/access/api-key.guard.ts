import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { GatewayError } from '../common/errors.js';
import { callerOf, setCaller, type Caller } from '../common/http/caller.js';
import { SERVER_SETTINGS, type ServerSettings } from '../config/settings.js';
import { isForLoopbackOnly, isFromForeignPage } from './foreign-page.js';
import { Callers } from './callers.js';
import { refuseBeyondRole } from './role-refusal.js';
import { IS_FOR_ADMINS, IS_PUBLIC } from './public.decorator.js';

/** The one global guard. Where keys are set, every route but a `@Public()` one needs one of them. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  private readonly isForLoopbackOnly: boolean;

  constructor(
    private readonly reflector: Reflector,
    private readonly callers: Callers,
    @Inject(SERVER_SETTINGS) settings: ServerSettings,
  ) {
    this.isForLoopbackOnly = isForLoopbackOnly(settings);
  }

  /**
   * @throws GatewayError `auth.invalid_key`, `auth.foreign_origin`, `auth.not_allowed` on a route for administrators,
   * `request.malformed` for a header that was sent twice, or `gateway.store_away`; at once, or later.
   */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    const known = callerOf(request) ?? this.callers.atOnce(request);
    if (known !== undefined) return this.admit(context, request, known);
    return this.callers.of(request).then((caller) => this.admit(context, request, caller));
  }

  private admit(context: ExecutionContext, request: Request, caller: Caller | null): boolean {
    if (caller !== null) setCaller(request, caller);
    if (this.says(IS_PUBLIC, context)) return true;
    if (caller === null && this.callers.areNeeded) throw this.callers.refusal();
    if (this.says(IS_FOR_ADMINS, context) && !(caller && this.callers.mayLookAtAll(caller))) throw notAdmin();
    if (caller !== null) refuseBeyondRole(caller, request.method);
    if (caller === null && this.isForLoopbackOnly && isFromForeignPage(request)) throw foreignOrigin();
    return true;
  }

  private says(what: symbol, context: ExecutionContext): boolean {
    const places = [context.getHandler(), context.getClass()];
    return this.reflector.getAllAndOverride<boolean | undefined>(what, places) === true;
  }
}

function notAdmin(): GatewayError {
  return new GatewayError(
    'auth.not_allowed',
    'Whoever sends this may not administer the gateway: that takes ADMIN_API_KEY, or the role of an administrator.',
  );
}

function foreignOrigin(): GatewayError {
  return new GatewayError(
    'auth.foreign_origin',
    'Pages of other sites may not call a gateway that asks for no key: call it by a loopback address, or let the operator set GATEWAY_API_KEYS.',
  );
}
