import { SingleSignOn } from '../../access/oidc/single-sign-on.js';
import type { Clock } from '../../common/clock.js';
import type { UpstreamTransport } from '../../common/http/upstream-fetch.js';
import type { ServerSettings } from '../../config/settings.js';
import type { Store } from '../../storage/store.js';
import { OidcController } from './oidc.controller.js';

/** What serves `/console/oidc`; loaded where people log in by OpenID Connect. */
export const OIDC_CONTROLLERS = [OidcController];

/** Of requests to the issuer. */
const ISSUER_LIMITS = {
  connectTimeoutMs: 5_000,
  firstByteTimeoutMs: 5_000,
  idleTimeoutMs: 5_000,
  maxAnswerBytes: 1_048_576,
  maxWholeAnswerBytes: 1_048_576,
} as const;

interface Around {
  readonly clock: Clock;
  readonly store: Store | null;
  readonly transport: UpstreamTransport;
}

export function openSingleSignOn(
  settings: ServerSettings,
  { clock, store, transport }: Around,
): SingleSignOn {
  return new SingleSignOn(settings, { clock, store, fetch: transport.fetchWithin(ISSUER_LIMITS) });
}
