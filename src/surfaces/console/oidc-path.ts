/** Of logging in by OpenID Connect; OIDC_REDIRECT_URL ends in its `/callback`. */
export const OIDC_PATH = 'console/oidc';

const CONSOLE = '/console';
const IS_PAGE = /^\/console(?:[/?][\w\-./?=&%~:,+]*)?$/;

/** The page of the console that somebody wants to see when he has logged in; anything else is its first one. */
export function pageWanted(asked: unknown): string {
  const isPage = typeof asked === 'string' && IS_PAGE.test(asked) && !asked.startsWith(`/${OIDC_PATH}`);
  return isPage ? asked : CONSOLE;
}
