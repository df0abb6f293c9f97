import type { IncomingMessage } from 'node:http';

const NAME = 'tollgate_session';
/** Browsers take a cookie of this name from the host itself alone, over TLS. */
const SECURE_NAME = `__Host-${NAME}`;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** The token of a session that a browser sends; `null` = none, or two that differ. */
export function sessionTokenIn({ headers: { cookie } }: Pick<IncomingMessage, 'headers'>): string | null {
  if (cookie === undefined || !cookie.includes(NAME)) return null;
  const pairs = cookie.split(';').map((pair) => pair.trim().split('=', 2) as [string, string?]);
  const [token, ...others] = [SECURE_NAME, NAME].flatMap((wanted) =>
    pairs.flatMap(([name, value = '']) => (name === wanted && TOKEN.test(value) ? [value] : [])),
  );
  return token !== undefined && others.every((other) => other === token) ? token : null;
}

/**
 * `Set-Cookie` of a session: for this host alone, never read by a script, never sent on behalf of another site.
 * @param maxAgeS 0 = the browser forgets it.
 */
export function sessionCookie(token: string, maxAgeS: number, isSecure: boolean): string {
  const name = isSecure ? SECURE_NAME : NAME;
  return `${name}=${token}; Path=/; Max-Age=${maxAgeS}; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`;
}

/**
 * The browser speaks TLS, to a proxy in front: the gateway itself does not. Whoever lies here gets a cookie that his own
 * browser does not send.
 */
export function isBehindTls({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  const told = headers['x-forwarded-proto'];
  return /^https\b/i.test(String(told ?? headers.origin ?? ''));
}
