import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type Provider from 'oidc-provider';
import type { Configuration } from 'oidc-provider';

export type Claims = Readonly<Record<string, unknown>>;

/** Of the one client that the issuer knows. */
export const CLIENT = { id: 'tollgate', secret: 'secret-of-the-client-0123456789' } as const;

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const JWK = { ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig', kid: 'of-the-issuer' };

/** A real issuer on loopback: whoever comes is logged in as the test says, without a form. */
export class OidcIssuer {
  /** Who logs in next, by claims. */
  person: { readonly sub: string } & Claims = { sub: 'nobody' };
  /** Claims that the id token holds itself; others are told at the userinfo address alone. */
  private readonly inIdToken: readonly string[];
  /** What the issuer says at its address for tokens, and is told otherwise. */
  changeTokens: ((tokens: Record<string, unknown>) => Record<string, unknown>) | null = null;
  isAway = false;
  private provider!: Provider;

  private constructor(
    private readonly server: Server,
    readonly url: string,
    inIdToken: readonly string[],
  ) {
    this.inIdToken = inIdToken;
  }

  static async start(
    inIdToken: readonly string[] = ['email', 'email_verified', 'groups'],
  ): Promise<OidcIssuer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return new OidcIssuer(server, `http://127.0.0.1:${port}`, inIdToken);
  }

  /** @param redirectUrl of the client; only known once the gateway listens. */
  serve(redirectUrl: string): void {
    const { default: Issuer } = require('oidc-provider') as typeof import('oidc-provider');
    this.provider = new Issuer(this.url, this.configuration(redirectUrl));
    const callback = this.provider.callback();
    this.server.on('request', (request, response) => {
      if (this.isAway) response.socket?.destroy();
      else if (request.url?.startsWith('/interaction/')) void this.logIn(request, response);
      else {
        if (request.url === '/token' && this.changeTokens) changeBody(response, this.changeTokens);
        void callback(request, response);
      }
    });
  }

  /** An id token as this issuer would sign it, or one that says what it never would. */
  signed(claims: Claims, header: Claims = {}, key = createPrivateKey({ key: JWK, format: 'jwk' })): string {
    const parts = [{ alg: 'ES256', kid: JWK.kid, ...header }, claims];
    const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    const signature = sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' });
    return `${text}.${signature.toString('base64url')}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private configuration(redirectUrl: string): Configuration {
    return {
      clients: [
        {
          client_id: CLIENT.id,
          client_secret: CLIENT.secret,
          redirect_uris: [redirectUrl],
          post_logout_redirect_uris: [redirectUrl.replace('/oidc/callback', '')],
          id_token_signed_response_alg: 'ES256',
        },
      ],
      jwks: { keys: [JWK] },
      cookies: { keys: ['a key of the cookies of the issuer'] },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
      claims: { openid: ['sub', ...this.inIdToken], profile: ['email', 'email_verified', 'groups'] },
      pkce: { required: () => true },
      ttl: { Session: 60, Interaction: 60, Grant: 60, AccessToken: 60, AuthorizationCode: 60, IdToken: 60 },
      findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ ...this.person, sub }) }),
      loadExistingGrant: async ({ oidc }) => {
        const grant = new oidc.provider.Grant({
          clientId: oidc.client?.clientId ?? '',
          accountId: oidc.session?.accountId ?? '',
        });
        grant.addOIDCScope('openid profile email');
        await grant.save();
        return grant;
      },
    };
  }

  private async logIn(request: IncomingMessage, response: ServerResponse): Promise<void> {
    await this.provider.interactionFinished(request, response, { login: { accountId: this.person.sub } });
  }
}

function changeBody(
  response: ServerResponse,
  change: (body: Record<string, unknown>) => Record<string, unknown>,
): void {
  const end = response.end.bind(response) as (text: string) => ServerResponse;
  response.end = ((body: string | Buffer) => {
    response.removeHeader('content-length');
    return end(JSON.stringify(change(JSON.parse(body.toString()) as Record<string, unknown>)));
  }) as typeof response.end;
}
