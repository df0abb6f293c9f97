import type { Response } from 'express';
import { CONSOLE_HEADERS } from './console-headers.js';

/** Why somebody is not logged in, for himself. */
export interface LoginFailure {
  readonly status: 400 | 403 | 429 | 503;
  readonly message: string;
  readonly retryAfterS?: number;
}

export function sendLoginFailure(response: Response, { status, message, retryAfterS }: LoginFailure): void {
  if (retryAfterS !== undefined) response.set('retry-after', String(retryAfterS));
  sendPage(response, { status, title: 'You are not logged in', message });
}

/** The store is away, which has what the issuer would be told. */
export function sendLoggedOutHere(response: Response, issuer: string): void {
  const message = `The gateway's store is away. You are logged out in this browser, and at this node of the gateway; others hear of it as soon as the store is back. At ${issuer} you are logged in as before: log out there as well.`;
  sendPage(response, { status: 202, title: 'You are logged out here', message });
}

interface PlainPage {
  readonly status: number;
  readonly title: string;
  readonly message: string;
}

/** A page without script or style: it has to be there where nothing else is. */
function sendPage(response: Response, { status, title, message }: PlainPage): void {
  response.set({ ...CONSOLE_HEADERS, 'content-type': 'text/html; charset=utf-8' });
  response.status(status).send(`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title></head>
<body>
<main>
<h1>${title}</h1>
<p>${escaped(message)}</p>
<p><a href="/console">Back to the console</a></p>
</main>
</body>
</html>
`);
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
