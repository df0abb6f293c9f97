import type { IncomingMessage } from 'node:http';

/** Whose page sends a request, as the browser says; `unsaid` = somebody typed the address, or it is no browser. */
export type PageBehind = 'own' | 'foreign' | 'unsaid';

const READING: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/**
 * No page can set these headers itself. `Sec-Fetch-Site` is sent to loopback and over TLS, `Origin` with all that may
 * change something; a proxy in front may have changed `Host`, and so the first goes before the second. Another port, or
 * another name below the same domain, is another's page, although browsers send it cookies.
 */
export function pageBehind({ headers }: Pick<IncomingMessage, 'headers'>): PageBehind {
  const site = headers['sec-fetch-site'];
  if (site === 'none') return 'unsaid';
  if (site !== undefined) return site === 'same-origin' ? 'own' : 'foreign';
  const { origin, host } = headers;
  if (origin === undefined) return 'unsaid';
  return isAt(origin, host ?? '') ? 'own' : 'foreign';
}

/** Whether a cookie may stand for a key: what may change something has to come from a page of the gateway's own. */
export function mayUseSession(request: Pick<IncomingMessage, 'headers' | 'method'>): boolean {
  const page = pageBehind(request);
  return page === 'own' || (page === 'unsaid' && READING.has(request.method ?? ''));
}

function isAt(origin: string, host: string): boolean {
  if (!URL.canParse(origin)) return false;
  const page = new URL(origin);
  const own = `${page.protocol}//${host}`;
  return URL.canParse(own) && new URL(own).host === page.host;
}
