import type { Response } from 'express';
import { CONSOLE_HEADERS } from './console-headers.js';

/** Why somebody is not logged in, for himself. */
export interface LoginFailure {
  readonly status: 400 | 403 | 429 | 503;
  readonly message: string;
  readonly retryAfterS?: number;
}

/** A page without script or style: it has to be there where nothing else is. */
export function sendLoginFailure(response: Response, { status, message, retryAfterS }: LoginFailure): void {
  response.set({ ...CONSOLE_HEADERS, 'content-type': 'text/html; charset=utf-8' });
  if (retryAfterS !== undefined) response.set('retry-after', String(retryAfterS));
  response.status(status).send(`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Not logged in</title></head>
<body>
<main>
<h1>You are not logged in</h1>
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
