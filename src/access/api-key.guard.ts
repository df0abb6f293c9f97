import { createHash, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { GatewayError } from '../common/errors.js';
import { hasRepeatedHeader } from '../common/http/repeated-header.js';
import { isLoopbackHost } from '../common/http/loopback.js';
import { SERVER_SETTINGS, type ServerSettings } from '../config/settings.js';
import { IS_PUBLIC } from './public.decorator.js';

/** The one global guard. Where keys are set, every route but a `@Public()` one needs one of them. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  private readonly keyHashes: readonly Buffer[];
  private readonly isForLoopbackOnly: boolean;

  constructor(
    private readonly reflector: Reflector,
    @Inject(SERVER_SETTINGS) settings: ServerSettings,
  ) {
    this.keyHashes = settings.GATEWAY_API_KEYS.map(hashOf);
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
    const repeated = ['authorization', 'x-api-key'].find((name) => hasRepeatedHeader(request, name));
    if (repeated !== undefined) {
      throw new GatewayError('request.malformed', `The header ${repeated} was sent more than once.`);
    }
    if (isPublic === true || this.isKnown(keyOf(request))) return true;
    if (this.keyHashes.length === 0) {
      if (this.isForLoopbackOnly && isFromForeignPage(request)) throw foreignOrigin();
      return true;
    }
    throw new GatewayError(
      'auth.invalid_key',
      'A gateway key is needed: send one that the operator gave you as "Authorization: Bearer <key>" or "x-api-key: <key>".',
    );
  }

  /** Compares with every key, in constant time each. */
  private isKnown(key: string | null): boolean {
    if (key === null) return false;
    const hash = hashOf(key);
    return this.keyHashes.filter((known) => timingSafeEqual(known, hash)).length > 0;
  }
}

/**
 * Browsers name the page that sends a POST. A page of another site can reach a gateway on loopback, by a name of its
 * own that it lets resolve to 127.0.0.1, and would spend the operator's keys.
 */
function isFromForeignPage({ headers }: Request): boolean {
  const { origin } = headers;
  if (origin === undefined) return false;
  return !URL.canParse(origin) || !isLoopbackHost(new URL(origin).hostname);
}

function foreignOrigin(): GatewayError {
  return new GatewayError(
    'auth.foreign_origin',
    'Pages of other sites may not call a gateway that asks for no key; the operator can set GATEWAY_API_KEYS.',
  );
}

function keyOf({ headers }: Request): string | null {
  const bearer = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
  const header = headers['x-api-key'];
  return bearer ?? (typeof header === 'string' ? header : null);
}

function hashOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
