import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { GatewayError } from '../common/errors.js';
import { callerOf, setCaller, type Caller } from '../common/http/caller.js';
import { SERVER_SETTINGS, type ServerSettings } from '../config/settings.js';
import { isForLoopbackOnly, isFromForeignPage } from './foreign-page.js';
import { Callers } from './callers.js';
import { refuseBeyondRole } from './role-refusal.js';
import { IS_FOR_ADMINS, IS_FOR_UNKNOWN, IS_PUBLIC } from './public.decorator.js';

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
    return this.lookedUp(context, request).then((caller) => this.admit(context, request, caller));
  }

  private async lookedUp(context: ExecutionContext, request: Request): Promise<Caller | null> {
    try {
      return await this.callers.of(request);
    } catch (error) {
      const isAway = error instanceof GatewayError && error.code === 'gateway.store_away';
      if (isAway && this.said(IS_FOR_UNKNOWN, context) === true) return null;
      throw error;
    }
  }

  private admit(context: ExecutionContext, request: Request, caller: Caller | null): boolean {
    if (caller !== null) setCaller(request, caller);
    if (this.said(IS_PUBLIC, context) === true) return true;
    if (caller === null && this.callers.areNeeded) throw this.callers.refusal();
    if (!this.isFor(caller, this.said(IS_FOR_ADMINS, context))) throw notAdmin();
    if (caller !== null) refuseBeyondRole(caller, request.method);
    if (caller === null && this.isForLoopbackOnly && isFromForeignPage(request)) throw foreignOrigin();
    return true;
  }

  private isFor(caller: Caller | null, whom: unknown): boolean {
    if (whom === undefined) return true;
    if (caller === null) return false;
    return whom === 'alone' ? this.callers.isAdmin(caller) : this.callers.mayLookAtAll(caller);
  }

  private said(what: symbol, context: ExecutionContext): unknown {
    return this.reflector.getAllAndOverride<unknown>(what, [context.getHandler(), context.getClass()]);
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
