import { Controller, Get, Inject, Logger, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Callers } from '../../access/callers.js';
import { IssuerAwayError, IssuerRefusalError } from '../../access/oidc/issuer-errors.js';
import { loginCookie, loginIn } from '../../access/oidc/login-cookie.js';
import { NotForHimError, SingleSignOn } from '../../access/oidc/single-sign-on.js';
import { EvenIfUnknown, Public } from '../../access/public.decorator.js';
import { LoginAttempts } from '../../access/sessions/login-attempts.js';
import { pageBehind } from '../../access/sessions/page-behind.js';
import { sessionCookie, sessionTokenIn } from '../../access/sessions/session-cookie.js';
import { Sessions, type SessionHolder } from '../../access/sessions/sessions.js';
import { GatewayError } from '../../common/errors.js';
import { lazy } from '../../common/lazy.js';
import { SessionAudit } from '../../governance/audit/session-audit.js';
import { StoreAwayError } from '../../storage/store.js';
import { Documented } from '../../openapi/documented.js';
import { sendLoggedOutHere, sendLoginFailure, type LoginFailure } from './oidc-page.js';
import { OIDC_PATH, pageWanted } from './oidc-path.js';
import { SINGLE_SIGN_ON } from './single-sign-on.token.js';

const api = lazy(() => require('./oidc-api.decorators.js') as typeof import('./oidc-api.decorators.js'));

/** Where a browser goes to log in at the issuer, where it comes back to, and where it logs out. */
@Public()
@Controller(OIDC_PATH)
export class OidcController {
  private readonly logger = new Logger('SingleSignOn');

  constructor(
    @Inject(SINGLE_SIGN_ON) private readonly signOn: SingleSignOn,
    private readonly callers: Callers,
    private readonly sessions: Sessions,
    private readonly attempts: LoginAttempts,
    private readonly audit: SessionAudit,
  ) {}

  @Get('login')
  @Documented(() => api().ApiBeginLogin())
  async login(
    @Req() request: Request,
    @Res() response: Response,
    @Query('page') page: unknown,
  ): Promise<void> {
    await this.answering(response, async () => {
      const before = sessionTokenIn(request);
      const { url, login } = await this.signOn.begin({ page: pageWanted(page), before });
      response.append('set-cookie', loginCookie(login, this.signOn.isSecure));
      redirect(response, url);
    });
  }

  @Get('callback')
  @Documented(() => api().ApiEndLogin())
  async callback(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { isSecure } = this.signOn;
    const address = request.socket.remoteAddress ?? 'unknown';
    await this.answering(response, async () => {
      this.attempts.begin(address);
      response.append('set-cookie', loginCookie('', isSecure));
      const login = loginIn(request, isSecure);
      const ended = this.signOn.finish(login, queryOf(request)).catch((error: unknown) => {
        if (error instanceof IssuerAwayError || error instanceof StoreAwayError)
          this.attempts.forgive(address);
        throw error;
      });
      const { answer, page, before } = await ended;
      this.attempts.forgive(address);
      const person = this.signOn.personIn(answer);
      await this.audit.loggedIn(person, address);
      if (before !== null) await this.sessions.end(before);
      const { idToken } = answer;
      const { sessionMs: lastsMs } = this.signOn;
      const token = await this.sessions.open({ holder: { person, idToken }, holderId: person.id, lastsMs });
      response.append('set-cookie', sessionCookie(token, lastsMs / 1_000, isSecure));
      redirect(response, page);
    });
  }

  /** A page of another site sends no cookie of a session, and so ends none. */
  @Get('logout')
  @EvenIfUnknown()
  @Documented(() => api().ApiLogout())
  async logout(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.answering(response, async () => {
      const token = pageBehind(request) === 'foreign' ? null : sessionTokenIn(request);
      const holder = token === null ? null : await this.holderOf(token);
      if (token === null || holder === null || (holder !== 'unknown' && 'key' in holder)) {
        redirect(response, pageWanted(null));
        return;
      }
      for (const isSecure of [false, true]) response.append('set-cookie', sessionCookie('', 0, isSecure));
      const ended = await this.sessions.end(token);
      const who = holder === 'unknown' ? () => this.callers.ofEnded(ended) : holder.person;
      await this.audit.loggedOut(who, request.socket.remoteAddress ?? 'unknown');
      if (holder === 'unknown') sendLoggedOutHere(response, this.signOn.name);
      else redirect(response, await this.signOn.logoutUrl(holder.idToken));
    });
  }

  /** Whose session that is; `unknown` = the store is away. */
  private async holderOf(token: string): Promise<SessionHolder | 'unknown' | null> {
    try {
      return (await this.sessions.get(token))?.holder ?? null;
    } catch (error) {
      if (error instanceof StoreAwayError) return 'unknown';
      throw error;
    }
  }

  private async answering(response: Response, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const failure = this.failureOf(error);
      if (failure === null) throw error;
      this.logger.warn(
        error instanceof NotForHimError ? 'A log-in was refused: no_role' : (error as Error).message,
      );
      sendLoginFailure(response, failure);
    }
  }

  private failureOf(error: unknown): LoginFailure | null {
    const { name } = this.signOn;
    if (error instanceof NotForHimError) return { status: 403, message: error.message };
    if (error instanceof IssuerAwayError) {
      const message = `${name} does not answer just now. Log in again in a moment, or with a key.`;
      return { status: 503, message, retryAfterS: 5 };
    }
    if (error instanceof IssuerRefusalError) {
      const message = `The log-in was not finished as it was begun here, took longer than ten minutes, or was refused by ${name}. Log in again.`;
      return { status: error.reason === 'access_denied' ? 403 : 400, message };
    }
    if (!(error instanceof GatewayError)) return null;
    const { httpStatus, message, retryAfterMs } = error;
    const status = httpStatus === 429 ? 429 : 503;
    return { status, message, retryAfterS: Math.ceil((retryAfterMs ?? 1_000) / 1_000) };
  }
}

function queryOf({ originalUrl }: Request): string {
  const at = originalUrl.indexOf('?');
  return at === -1 ? '' : originalUrl.slice(at);
}

/** With nothing of the address told to where it leads. */
function redirect(response: Response, url: string): void {
  response.set('referrer-policy', 'no-referrer');
  response.redirect(302, url);
}
