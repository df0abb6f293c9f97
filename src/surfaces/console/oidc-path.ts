/** Of logging in by OpenID Connect; OIDC_REDIRECT_URL ends in its `/callback`. */
export const OIDC_PATH = 'console/oidc';

const CONSOLE = '/console';
const IS_PAGE = /^\/console(?:[/?][\w\-./?=&%~:,+]*)?$/;

/** A browser keeps no cookie of more than 4 KiB, and the page is in one, sealed, while somebody logs in. */
const MAX_PAGE_CHARACTERS = 1_000;

/** The page of the console that somebody wants to see when he has logged in; anything else is its first one. */
export function pageWanted(asked: unknown): string {
  const isPage =
    typeof asked === 'string' &&
    asked.length <= MAX_PAGE_CHARACTERS &&
    IS_PAGE.test(asked) &&
    isPlain(asked) &&
    !asked.startsWith(`/${OIDC_PATH}`);
  return isPage ? asked : CONSOLE;
}

/** No `..` in it, nor `%2e%2e`, leads a browser to another page than it says. */
function isPlain(asked: string): boolean {
  const { pathname, search } = new URL(asked, 'http://console');
  return pathname + search === asked;
}
