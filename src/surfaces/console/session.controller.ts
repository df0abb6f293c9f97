import { Body, Controller, Delete, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Callers } from '../../access/callers.js';
import { Public } from '../../access/public.decorator.js';
import { LoginAttempts } from '../../access/sessions/login-attempts.js';
import { pageBehind } from '../../access/sessions/page-behind.js';
import { isBehindTls, sessionCookie, sessionTokenIn } from '../../access/sessions/session-cookie.js';
import { SESSION_MS, Sessions } from '../../access/sessions/sessions.js';
import { GatewayError } from '../../common/errors.js';
import { callerOf, type Caller } from '../../common/http/caller.js';
import { lazy } from '../../common/lazy.js';
import { KeyCaller } from '../../governance/identity/key-caller.js';
import { Documented } from '../../openapi/documented.js';
import { SESSION_PATH } from './session-path.js';

const api = lazy(
  () => require('./session-api.decorators.js') as typeof import('./session-api.decorators.js'),
);

/** Who somebody at the console is; `open` = nobody needs a key here, `none` = a key is needed, and he has not logged in. */
export interface ShownSession {
  readonly role: 'admin' | 'user' | 'open' | 'none';
  readonly key: ShownOwner | null;
  /** `null` = it does not end, since there is none. */
  readonly expires_at: string | null;
}

interface ShownOwner {
  readonly id: string;
  readonly name: string;
  readonly user: string | null;
  readonly team: string | null;
}

/** People log in with a key, and get a cookie that stands for it. */
@Public()
@Controller(SESSION_PATH)
export class SessionController {
  constructor(
    private readonly callers: Callers,
    private readonly sessions: Sessions,
    private readonly attempts: LoginAttempts,
  ) {}

  @Get()
  @Documented(() => api().ApiGetSession())
  get(@Req() request: Request): ShownSession {
    const token = sessionTokenIn(request);
    const session = token === null ? null : this.sessions.get(token);
    return this.shown(callerOf(request), session?.expiresAtMs ?? null);
  }

  @Post()
  @HttpCode(200)
  @Documented(() => api().ApiOpenSession())
  async open(
    @Req() request: Request,
    @Body() body: unknown,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ShownSession> {
    refuseForeignPage(request);
    if (!this.callers.areNeeded) return this.shown(null, null);
    const key = keyIn(body);
    const address = request.socket.remoteAddress ?? 'unknown';
    this.attempts.begin(address);
    const caller = await this.callers.ofKey(key);
    if (caller === null)
      throw new GatewayError('auth.invalid_key', 'This key is not known here, or its time is over.');
    this.attempts.succeeded(address);
    const before = sessionTokenIn(request);
    if (before !== null) this.sessions.end(before);
    const { token } = this.sessions.open(key);
    response.append('set-cookie', sessionCookie(token, SESSION_MS / 1_000, isBehindTls(request)));
    return this.shown(caller, this.sessions.get(token)?.expiresAtMs ?? null);
  }

  @Delete()
  @HttpCode(204)
  @Documented(() => api().ApiEndSession())
  end(@Req() request: Request, @Res({ passthrough: true }) response: Response): void {
    refuseForeignPage(request);
    const token = sessionTokenIn(request);
    if (token !== null) this.sessions.end(token);
    for (const isSecure of [false, true]) response.append('set-cookie', sessionCookie('', 0, isSecure));
  }

  private shown(caller: Caller | null, expiresAtMs: number | null): ShownSession {
    if (caller === null)
      return { role: this.callers.areNeeded ? 'none' : 'open', key: null, expires_at: null };
    const expires_at = expiresAtMs === null ? null : new Date(expiresAtMs).toISOString();
    if (this.callers.isAdmin(caller)) return { role: 'admin', key: null, expires_at };
    const { id, name } = caller;
    const { user = null, team = null } = caller instanceof KeyCaller ? caller.key : {};
    return { role: 'user', key: { id, name, user, team }, expires_at };
  }
}

function keyIn(body: unknown): string {
  const { key } = body as { readonly key?: unknown };
  if (typeof key === 'string' && key.trim() !== '') return key.trim();
  throw new GatewayError('request.invalid', 'key has to be a gateway key.', {
    param: 'key',
    fault: 'wrong_value',
  });
}

/** Nobody is logged in, or out, by a page of another site. */
function refuseForeignPage(request: Request): void {
  if (pageBehind(request) !== 'foreign') return;
  const message =
    'Pages of other sites may not log anybody in or out: open the console of this gateway itself.';
  throw new GatewayError('auth.foreign_origin', message);
}
