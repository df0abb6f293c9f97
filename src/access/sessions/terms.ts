import type { ServerSettings } from '../../config/settings.js';

const OF_ROLES = [
  'OIDC_ISSUER',
  'OIDC_CLIENT_ID',
  'OIDC_USER_CLAIM',
  'OIDC_ROLE_CLAIM',
  'OIDC_ADMIN_VALUES',
  'OIDC_VIEWER_VALUES',
  'OIDC_MEMBER_VALUES',
] as const satisfies readonly (keyof ServerSettings)[];

/** The settings that decide who gets which role, as one text: when it changes, everybody logs in again. */
export function termsOf(settings: Pick<ServerSettings, (typeof OF_ROLES)[number]>): string {
  return JSON.stringify(OF_ROLES.map((name) => settings[name]));
}
