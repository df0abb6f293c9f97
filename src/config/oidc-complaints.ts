import type { ServerSettings } from './settings.js';

type OidcSettings = Pick<
  ServerSettings,
  | 'OIDC_ISSUER'
  | 'OIDC_CLIENT_ID'
  | 'OIDC_REDIRECT_URL'
  | 'OIDC_ADMIN_VALUES'
  | 'OIDC_VIEWER_VALUES'
  | 'OIDC_MEMBER_VALUES'
>;

/** What people need to log in by OpenID Connect and is not set: a line each. */
export function oidcComplaints(settings: OidcSettings): string[] {
  if (settings.OIDC_ISSUER === '') return [];
  const needed = ['OIDC_CLIENT_ID', 'OIDC_REDIRECT_URL'] as const;
  const missing = needed.filter((name) => settings[name] === '');
  const { OIDC_ADMIN_VALUES, OIDC_VIEWER_VALUES, OIDC_MEMBER_VALUES } = settings;
  const hasRole = [OIDC_ADMIN_VALUES, OIDC_VIEWER_VALUES, OIDC_MEMBER_VALUES].some(
    ({ length }) => length > 0,
  );
  return [
    ...missing.map((name) => `${name}: is needed with OIDC_ISSUER, and is not set`),
    ...(hasRole
      ? []
      : [
          'OIDC_ADMIN_VALUES, OIDC_VIEWER_VALUES, OIDC_MEMBER_VALUES: one of them is needed with OIDC_ISSUER, or nobody could log in',
        ]),
  ];
}
