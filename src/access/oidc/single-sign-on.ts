import { Logger } from '@nestjs/common';
import type { Clock } from '../../common/clock.js';
import type { UpstreamFetch } from '../../common/http/upstream-fetch.js';
import type { ServerSettings } from '../../config/settings.js';
import { PersonCaller } from '../../governance/identity/person-caller.js';
import type { Store } from '../../storage/store.js';
import { Issuer, type IssuerAnswer } from './issuer.js';
import { IssuerRefusalError } from './issuer-errors.js';
import { PendingLogins, type PendingLogin } from './pending-logins.js';
import { holdsAll, readClaims } from './to-person.js';

const MINUTE_MS = 60_000;

/** Somebody whom the issuer knows, and who is to see nothing here. The message is for himself. */
export class NotForHimError extends Error {
  override readonly name = 'NotForHimError';
}

export interface SingleSignOnParts {
  readonly clock: Clock;
  /** `null` = log-ins end in the process where they began. */
  readonly store: Store | null;
  /** The way to the issuer. */
  readonly fetch: UpstreamFetch;
}

/** The end of a log-in: what the issuer said, and where the browser wants to go. */
export interface EndedLogin extends Pick<PendingLogin, 'page' | 'before'> {
  readonly answer: IssuerAnswer;
}

/** Logging in by OpenID Connect: authorization code, PKCE, state and nonce. */
export class SingleSignOn {
  /** The issuer's, for people. */
  readonly name: string;
  /** The browser speaks TLS to this gateway, or to what stands before it. */
  readonly isSecure: boolean;
  /** So long after a log-in, its session ends. */
  readonly sessionMs: number;
  private readonly issuer: Issuer;
  private readonly pending: PendingLogins;
  private readonly logger = new Logger('SingleSignOn');

  constructor(
    private readonly settings: ServerSettings,
    { clock, store, fetch }: SingleSignOnParts,
  ) {
    this.name = settings.OIDC_NAME === '' ? new URL(settings.OIDC_ISSUER).host : settings.OIDC_NAME;
    this.isSecure = settings.OIDC_REDIRECT_URL.startsWith('https:');
    this.issuer = new Issuer(settings, clock, fetch);
    this.pending = new PendingLogins(clock, store);
    this.sessionMs = settings.OIDC_SESSION_MINUTES * MINUTE_MS;
  }

  /** @throws IssuerAwayError, or StoreAwayError */
  async begin(
    of: Pick<PendingLogin, 'page' | 'before'>,
  ): Promise<{ readonly url: string; readonly login: string }> {
    const checks = this.issuer.newChecks();
    const url = await this.issuer.loginUrl(checks);
    return { url, login: await this.pending.seal({ ...checks, ...of }) };
  }

  /**
   * @param login as the browser kept it; `null` = it has none.
   * @param query of the address to which it came back.
   * @throws IssuerAwayError, IssuerRefusalError, or StoreAwayError
   */
  async finish(login: string | null, query: string): Promise<EndedLogin> {
    const begun = login === null ? null : await this.pending.take(login);
    if (begun === null) throw new IssuerRefusalError('not_begun_here');
    const answer = await this.issuer.finish(query, begun, (claims) => holdsAll(claims, this.settings));
    return { answer, page: begun.page, before: begun.before };
  }

  /** Where the browser goes when it is logged out here. */
  async logoutUrl(idToken: string): Promise<string> {
    const console = new URL(this.settings.OIDC_REDIRECT_URL.replace(/\/oidc\/callback$/, '')).href;
    try {
      return (await this.issuer.logoutUrl(idToken, console)) ?? console;
    } catch (error) {
      this.logger.warn((error as Error).message);
      return console;
    }
  }

  /** Who that is here. A member without a name would see nothing: his keys are found by it. @throws NotForHimError */
  personIn({ claims, subject }: IssuerAnswer): PersonCaller {
    const { role, user } = readClaims(claims, this.settings);
    if (role === null)
      throw new NotForHimError(
        `${this.name} knows you, and gives you no role here. Ask the operator of this gateway for one.`,
      );
    if (role === 'member' && user === null)
      throw new NotForHimError(
        `${this.name} does not say who you are, or has not verified it (${this.settings.OIDC_USER_CLAIM}), so that your keys cannot be found. Ask the operator of this gateway.`,
      );
    return new PersonCaller({ issuer: this.settings.OIDC_ISSUER, subject, role, user });
  }
}
