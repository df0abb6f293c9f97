import type { IncomingMessage } from 'node:http';
import { LOGIN_MS } from './pending-logins.js';

const NAME = 'tollgate_login';
const SECURE_NAME = `__Host-${NAME}`;

/** The log-in that a browser began; `null` = none. */
export function loginIn(
  { headers: { cookie = '' } }: Pick<IncomingMessage, 'headers'>,
  isSecure: boolean,
): string | null {
  const wanted = `${nameOf(isSecure)}=`;
  const [pair, ...others] = cookie
    .split(';')
    .map((text) => text.trim())
    .filter((text) => text.startsWith(wanted));
  return pair !== undefined && others.length === 0 ? pair.slice(wanted.length) : null;
}

/** `Lax`: the browser has to send it as it comes back from the issuer, which is another site. @param login '' = the browser forgets it. */
export function loginCookie(login: string, isSecure: boolean): string {
  const maxAgeS = login === '' ? 0 : LOGIN_MS / 1_000;
  const flags = `Path=/; Max-Age=${maxAgeS}; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
  return `${nameOf(isSecure)}=${login}; ${flags}`;
}

function nameOf(isSecure: boolean): string {
  return isSecure ? SECURE_NAME : NAME;
}
