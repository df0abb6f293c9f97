import { SingleSignOn } from '../../access/oidc/single-sign-on.js';
import type { Clock } from '../../common/clock.js';
import type { ServerSettings } from '../../config/settings.js';
import type { Store } from '../../storage/store.js';
import { OidcController } from './oidc.controller.js';

/** What serves `/console/oidc`; loaded where people log in by OpenID Connect. */
export const OIDC_CONTROLLERS = [OidcController];

interface Around {
  readonly clock: Clock;
  readonly store: Store | null;
}

export function openSingleSignOn(settings: ServerSettings, { clock, store }: Around): SingleSignOn {
  return new SingleSignOn(settings, { clock, store });
}
