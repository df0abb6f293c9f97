import type { Attack } from './attack.js';
import { BODY_ATTACKS } from './body.attacks.js';
import { MACHINE_ATTACKS } from './machine.attacks.js';
import { UNREAD_ATTACKS } from './unread.attacks.js';
import { UPSTREAM_ATTACKS } from './upstream.attacks.js';

/** What strangers, callers and bad upstreams do, by name; each attacker's chance says what is next. */
export const ATTACKS: Readonly<Record<string, Attack>> = {
  ...UNREAD_ATTACKS,
  ...BODY_ATTACKS,
  ...UPSTREAM_ATTACKS,
  ...MACHINE_ATTACKS,
};
