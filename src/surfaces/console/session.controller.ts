import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Callers } from '../../access/callers.js';
import type { SingleSignOn } from '../../access/oidc/single-sign-on.js';
import { EvenIfUnknown, Public } from '../../access/public.decorator.js';
import { LoginAttempts } from '../../access/sessions/login-attempts.js';
import { pageBehind } from '../../access/sessions/page-behind.js';
import { isBehindTls, sessionCookie, sessionTokenIn } from '../../access/sessions/session-cookie.js';
import { Sessions } from '../../access/sessions/sessions.js';
import { GatewayError } from '../../common/errors.js';
import { callerOf, type Caller } from '../../common/http/caller.js';
import { lazy } from '../../common/lazy.js';
import { SessionAudit } from '../../governance/audit/session-audit.js';
import { KeyCaller } from '../../governance/identity/key-caller.js';
import { PersonCaller, type PersonRole } from '../../governance/identity/person-caller.js';
import { Documented } from '../../openapi/documented.js';
import { StoreAwayError } from '../../storage/store.js';
import { OIDC_PATH } from './oidc-path.js';
import { SESSION_PATH } from './session-path.js';
import { SINGLE_SIGN_ON } from './single-sign-on.token.js';

const api = lazy(
  () => require('./session-api.decorators.js') as typeof import('./session-api.decorators.js'),
);

const ENDED_HERE =
  'You are logged out in this browser, and at this node of the gateway. Others hear of it as soon as the store is back.';
const SIGN_ON_ADDRESSES = { login: `/${OIDC_PATH}/login`, logout: `/${OIDC_PATH}/logout` };

/**
 * Who somebody at the console is; `open` = nobody needs a key here, `none` = a key is needed, and he has not logged in,
 * `user` = he logged in with a key, `viewer` and `member` = by OpenID Connect, as `admin` may have, too.
 */
export interface ShownSession {
  readonly role: PersonRole | 'user' | 'open' | 'none';
  readonly key: ShownOwner | null;
  readonly person: ShownPerson | null;
  readonly single_sign_on: ShownSignOn | null;
  /** `null` = it does not end, since there is none. */
  readonly expires_at: string | null;
}

interface ShownPerson {
  readonly name: string;
  readonly user: string | null;
}

interface ShownSignOn {
  readonly name: string;
  readonly login: string;
  readonly logout: string;
}

interface ShownOwner {
  readonly id: string;
  readonly name: string;
  readonly user: string | null;
  readonly team: string | null;
}

/** People log in with a key, and get a cookie that stands for it; of those who log in elsewhere it tells as well. */
@Public()
@Controller(SESSION_PATH)
export class SessionController {
  constructor(
    private readonly callers: Callers,
    private readonly sessions: Sessions,
    private readonly attempts: LoginAttempts,
    private readonly audit: SessionAudit,
    @Inject(SINGLE_SIGN_ON) private readonly signOn: Pick<SingleSignOn, 'name'> | null,
  ) {}

  @Get()
  @Documented(() => api().ApiGetSession())
  async get(@Req() request: Request): Promise<ShownSession> {
    const token = sessionTokenIn(request);
    const session = token === null ? null : await this.sessions.get(token);
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
    const key = keyIn(body);
    if (!this.callers.areNeeded) return this.shown(null, null);
    const address = request.socket.remoteAddress ?? 'unknown';
    this.attempts.begin(address);
    const caller = await this.callers.ofKey(key).catch((error: unknown) => {
      this.attempts.forgive(address); // the store is away: nobody knows whose key it is
      throw error;
    });
    if (caller === null)
      throw new GatewayError('auth.invalid_key', 'This key is not known here, or its time is over.');
    this.attempts.forgive(address);
    await this.audit.loggedIn(caller, address);
    const before = sessionTokenIn(request);
    if (before !== null) await this.sessions.end(before);
    const lastsMs = this.sessions.ofKeyMs;
    const token = await this.sessions.open({ holder: { key }, holderId: caller.id, lastsMs });
    response.append('set-cookie', sessionCookie(token, lastsMs / 1_000, isBehindTls(request)));
    return this.shown(caller, (await this.sessions.get(token))?.expiresAtMs ?? null);
  }

  @Delete()
  @EvenIfUnknown()
  @Documented(() => api().ApiEndSession())
  async end(@Req() request: Request, @Res() response: Response): Promise<void> {
    refuseForeignPage(request);
    const token = sessionTokenIn(request);
    for (const isSecure of [false, true]) response.append('set-cookie', sessionCookie('', 0, isSecure));
    const isOpen = token !== null && (await this.isOpen(token));
    const ended = token === null ? null : await this.sessions.end(token);
    if (isOpen && ended) {
      const who = callerOf(request) ?? (() => this.callers.ofEnded(ended));
      await this.audit.loggedOut(who, request.socket.remoteAddress ?? 'unknown');
    }
    if (ended?.isTold !== false) response.status(204).end();
    else response.status(202).json({ ended: 'here', message: ENDED_HERE });
  }

  /** Where the store is away, it may be. */
  private async isOpen(token: string): Promise<boolean> {
    try {
      return (await this.sessions.get(token)) !== null;
    } catch (error) {
      if (error instanceof StoreAwayError) return true;
      throw error;
    }
  }

  private shown(caller: Caller | null, expiresAtMs: number | null): ShownSession {
    const single_sign_on = this.signOn && { name: this.signOn.name, ...SIGN_ON_ADDRESSES };
    const common = { key: null, person: null, single_sign_on };
    if (caller === null)
      return { ...common, role: this.callers.areNeeded ? 'none' : 'open', expires_at: null };
    const expires_at = expiresAtMs === null ? null : new Date(expiresAtMs).toISOString();
    const { id, name } = caller;
    if (caller instanceof PersonCaller)
      return { ...common, role: caller.role, person: { name, user: caller.user }, expires_at };
    if (this.callers.isAdmin(caller)) return { ...common, role: 'admin', expires_at };
    const { user = null, team = null } = caller instanceof KeyCaller ? caller.key : {};
    return { ...common, role: 'user', key: { id, name, user, team }, expires_at };
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
