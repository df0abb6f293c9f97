import { createHash, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { GatewayError } from '../common/errors.js';
import { hasRepeatedHeader } from '../common/http/repeated-header.js';
import { SERVER_SETTINGS, type ServerSettings } from '../config/server-settings.js';
import { IS_PUBLIC } from './public.decorator.js';

/** The one global guard. Where keys are set, every route but a `@Public()` one needs one of them. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  private readonly keyHashes: readonly Buffer[];

  constructor(
    private readonly reflector: Reflector,
    @Inject(SERVER_SETTINGS) settings: ServerSettings,
  ) {
    this.keyHashes = settings.GATEWAY_API_KEYS.map(hashOf);
  }

  /** @throws GatewayError `auth.invalid_key`, or `request.malformed` for a header that was sent twice. */
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
    if (isPublic === true || this.keyHashes.length === 0 || this.isKnown(keyOf(request))) return true;
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

function keyOf({ headers }: Request): string | null {
  const bearer = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
  const header = headers['x-api-key'];
  return bearer ?? (typeof header === 'string' ? header : null);
}

function hashOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
