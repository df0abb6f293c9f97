import type { ClientAuth, Configuration } from 'openid-client';
import type { Clock } from '../../common/clock.js';
import type { UpstreamFetch } from '../../common/http/upstream-fetch.js';
import { lazy } from '../../common/lazy.js';
import type { ServerSettings } from '../../config/settings.js';
import { issuerFetch } from './issuer-fetch.js';
import { IssuerAwayError, toIssuerError } from './issuer-errors.js';

const client = lazy(() => require('openid-client') as typeof import('openid-client'));

const TIMEOUT_S = 5;
/** What the issuer says of itself is asked for anew after so long; its keys are, as soon as one is not known. */
const CONFIGURATION_MS = 3_600_000;

/** What a log-in is begun with, and has to end with. */
export interface LoginChecks {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** What the issuer says of whoever logged in. */
export interface IssuerAnswer {
  /** Verified: signature, issuer, audience, times and nonce. */
  readonly claims: Readonly<Record<string, unknown>>;
  readonly subject: string;
  readonly idToken: string;
}

type IssuerSettings = Pick<
  ServerSettings,
  'OIDC_ISSUER' | 'OIDC_CLIENT_ID' | 'OIDC_CLIENT_SECRET' | 'OIDC_REDIRECT_URL' | 'OIDC_SCOPES'
>;

/** The issuer of OpenID Connect where people log in; asked what it is when it is first needed, so that it may be away. */
export class Issuer {
  private known: { readonly configuration: Configuration; readonly untilMs: number } | null = null;
  private asking: Promise<Configuration> | null = null;

  constructor(
    private readonly settings: IssuerSettings,
    private readonly clock: Clock,
    private readonly fetch: UpstreamFetch,
  ) {}

  newChecks(): LoginChecks {
    const { randomNonce, randomPKCECodeVerifier, randomState } = client();
    return { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() };
  }

  /** Where the browser goes to log in. @throws IssuerAwayError */
  async loginUrl({ state, nonce, verifier }: LoginChecks): Promise<string> {
    const configuration = await this.configuration();
    const { buildAuthorizationUrl, calculatePKCECodeChallenge } = client();
    return buildAuthorizationUrl(configuration, {
      redirect_uri: this.settings.OIDC_REDIRECT_URL,
      scope: this.settings.OIDC_SCOPES,
      state,
      nonce,
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    }).href;
  }

  /**
   * @param query of the address to which the browser came back.
   * @param isWhole whether the claims of the id token are enough, or its other claims have to be asked for.
   * @throws IssuerAwayError, or IssuerRefusalError for what does not belong to the checks, or is not good.
   */
  async finish(
    query: string,
    { state, nonce, verifier }: LoginChecks,
    isWhole: (claims: IssuerAnswer['claims']) => boolean,
  ): Promise<IssuerAnswer> {
    const configuration = await this.configuration();
    const address = new URL(this.settings.OIDC_REDIRECT_URL);
    address.search = query;
    try {
      const tokens = await client().authorizationCodeGrant(configuration, address, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims()!;
      const { access_token: accessToken, id_token: idToken = '' } = tokens;
      const canAsk = configuration.serverMetadata().userinfo_endpoint !== undefined;
      if (!canAsk || isWhole(claims)) return { claims, subject: claims.sub, idToken };
      const further = await client().fetchUserInfo(configuration, accessToken, claims.sub);
      return { claims: { ...further, ...claims }, subject: claims.sub, idToken };
    } catch (error) {
      throw toIssuerError(error);
    }
  }

  /** Where the browser goes to log out there, too; `null` = the issuer has no such place. @throws IssuerAwayError */
  async logoutUrl(idToken: string, backTo: string): Promise<string | null> {
    const configuration = await this.configuration();
    if (configuration.serverMetadata().end_session_endpoint === undefined) return null;
    return client().buildEndSessionUrl(configuration, {
      id_token_hint: idToken,
      post_logout_redirect_uri: backTo,
    }).href;
  }

  private configuration(): Promise<Configuration> {
    if (this.known && this.clock.monotonicMs() < this.known.untilMs)
      return Promise.resolve(this.known.configuration);
    return (this.asking ??= this.ask().finally(() => (this.asking = null)));
  }

  private async ask(): Promise<Configuration> {
    const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET } = this.settings;
    const { allowInsecureRequests, customFetch, discovery, enableNonRepudiationChecks } = client();
    const isPlain = OIDC_ISSUER.startsWith('http:');
    try {
      const configuration = await discovery(
        new URL(OIDC_ISSUER),
        OIDC_CLIENT_ID,
        undefined,
        authenticationWith(OIDC_CLIENT_SECRET),
        // the signature of an id token is looked at as well, although it comes from the issuer itself
        {
          timeout: TIMEOUT_S,
          [customFetch]: issuerFetch(this.fetch),
          execute: [enableNonRepudiationChecks, ...(isPlain ? [allowInsecureRequests] : [])],
        },
      );
      this.known = { configuration, untilMs: this.clock.monotonicMs() + CONFIGURATION_MS };
      return configuration;
    } catch (error) {
      throw new IssuerAwayError(error);
    }
  }
}

/** As the issuer says that it takes secrets; where it does not say, in the header, as the standard has it. */
function authenticationWith(secret: string | null): ClientAuth {
  const { ClientSecretBasic, ClientSecretPost, None } = client();
  if (secret === null) return None();
  const [basic, post] = [ClientSecretBasic(secret), ClientSecretPost(secret)];
  return (server, metadata, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported;
    const isBasic = methods === undefined || methods.includes('client_secret_basic');
    return (isBasic ? basic : post)(server, metadata, body, headers);
  };
}
