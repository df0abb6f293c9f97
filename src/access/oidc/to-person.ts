import type { ServerSettings } from '../../config/settings.js';
import type { PersonRole } from '../../governance/identity/person-caller.js';

type Claims = Readonly<Record<string, unknown>>;
type ClaimSettings = Pick<
  ServerSettings,
  'OIDC_USER_CLAIM' | 'OIDC_ROLE_CLAIM' | 'OIDC_ADMIN_VALUES' | 'OIDC_VIEWER_VALUES' | 'OIDC_MEMBER_VALUES'
>;

/** What of somebody's claims means something here. */
export interface ReadClaims {
  /** `null` = none of his values gives him one. */
  readonly role: PersonRole | null;
  /** `null` = the issuer does not say, or not in a way that can be relied on. */
  readonly user: string | null;
}

const IS_NAME = /^\P{Cc}{1,200}$/u;
/** In the place of values: whoever can log in at the issuer. */
const EVERYBODY = '*';

/** Of several roles the one that may most. */
export function readClaims(claims: Claims, settings: ClaimSettings): ReadClaims {
  return { role: roleIn(claims, settings), user: userIn(claims, settings) };
}

/** Both claims are there: nothing else has to be asked for. */
export function holdsAll(claims: Claims, { OIDC_USER_CLAIM, OIDC_ROLE_CLAIM }: ClaimSettings): boolean {
  return [OIDC_USER_CLAIM, OIDC_ROLE_CLAIM].every((name) => claimAt(claims, name) !== undefined);
}

function roleIn(claims: Claims, settings: ClaimSettings): PersonRole | null {
  const claim = claimAt(claims, settings.OIDC_ROLE_CLAIM);
  const values: ReadonlySet<unknown> = new Set(Array.isArray(claim) ? claim : [claim]);
  const has = (wanted: readonly string[]) => wanted.some((value) => values.has(value));
  if (has(settings.OIDC_ADMIN_VALUES)) return 'admin';
  if (has(settings.OIDC_VIEWER_VALUES)) return 'viewer';
  const { OIDC_MEMBER_VALUES: ofMembers } = settings;
  return has(ofMembers) || ofMembers.includes(EVERYBODY) ? 'member' : null;
}

/** An address that the issuer knows to be unproven could be anybody's. */
function userIn(claims: Claims, { OIDC_USER_CLAIM }: ClaimSettings): string | null {
  const user = claimAt(claims, OIDC_USER_CLAIM);
  if (typeof user !== 'string' || !IS_NAME.test(user)) return null;
  return OIDC_USER_CLAIM === 'email' && claims['email_verified'] === false ? null : user;
}

/** A name may hold dots of its own, as addresses do; else they lead into a claim. */
function claimAt(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  return name.split('.').reduce<unknown>((value, part) => ownOf(value, part), claims);
}

function ownOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Claims)[name];
}
