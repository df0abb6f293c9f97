import type { IncomingMessage } from 'node:http';
import { isLoopbackHost } from '../common/http/loopback.js';
import type { ServerSettings } from '../config/settings.js';

/** Whoever is on this machine may call, and nobody else: pages of other sites are kept out. */
export function isForLoopbackOnly(settings: Pick<ServerSettings, 'ALLOW_UNAUTHENTICATED' | 'HOST'>): boolean {
  return !settings.ALLOW_UNAUTHENTICATED && isLoopbackHost(settings.HOST);
}

/**
 * A page of another site can reach a gateway on loopback, by a name of its own that it lets resolve to 127.0.0.1 (DNS
 * rebinding), and would spend the operator's keys, or read lists and metrics. Browsers name the page that sends a POST
 * in `Origin`; a GET they tell by nothing but the name in `Host`.
 */
export function isFromForeignPage({ headers: { origin, host } }: IncomingMessage): boolean {
  if (origin !== undefined && !isLoopbackUrl(origin)) return true;
  return host !== undefined && !isLoopbackUrl(`http://${host}`);
}

function isLoopbackUrl(url: string): boolean {
  return URL.canParse(url) && isLoopbackHost(new URL(url).hostname);
}
