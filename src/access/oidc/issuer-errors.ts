import { lazy } from '../../common/lazy.js';

const client = lazy(() => require('openid-client') as typeof import('openid-client'));

/** The issuer does not answer, or says nothing that can be used. It may later. */
export class IssuerAwayError extends Error {
  override readonly name = 'IssuerAwayError';

  constructor(cause: unknown) {
    super(`The issuer cannot be asked: ${reasonOf(cause)}`, { cause });
  }
}

/** A log-in did not end as it was begun, or the issuer did not let the person in. */
export class IssuerRefusalError extends Error {
  override readonly name = 'IssuerRefusalError';

  constructor(
    readonly reason: string,
    cause: unknown = null,
  ) {
    super(`A log-in was refused: ${reason}`, { cause });
  }
}

/** What went wrong at the end of a log-in. */
export function toIssuerError(error: unknown): IssuerAwayError | IssuerRefusalError {
  const { ResponseBodyError, WWWAuthenticateChallengeError } = client();
  const isAnswer = error instanceof ResponseBodyError || error instanceof WWWAuthenticateChallengeError;
  const isAway = isAnswer ? error.status >= 500 : isOfNetwork(error);
  return isAway ? new IssuerAwayError(error) : new IssuerRefusalError(reasonOf(error), error);
}

function isOfNetwork(error: unknown): boolean {
  const { message = '', name = '', code } = error as Partial<Error & { code: string }>;
  return (
    name === 'TimeoutError' ||
    code === 'OAUTH_TIMEOUT' ||
    code === 'OAUTH_RESPONSE_IS_NOT_CONFORM' ||
    (error instanceof TypeError && message === 'fetch failed')
  );
}

/** In the words of the standard, or of the client; what came from outside is not quoted beyond that. */
function reasonOf(error: unknown): string {
  const {
    error: told,
    code,
    name = typeof error,
  } = error as { error?: unknown; code?: unknown; name?: string };
  const word = [told, code].find((text) => typeof text === 'string' && /^[\w.-]{1,60}$/.test(text));
  return typeof word === 'string' ? word : name;
}
