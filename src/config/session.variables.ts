import { wholeNumber } from './variable.js';

/** People who log in at the console. */
export const SESSION_VARIABLES = {
  LOGIN_ATTEMPTS_PER_MINUTE: wholeNumber(
    {
      name: 'LOGIN_ATTEMPTS_PER_MINUTE',
      description:
        'Most log-ins at the console that may fail in a minute from one address (of IPv6, from all that share its first half); further ones get 429.',
    },
    { min: 1, max: 10_000, default: 10 },
  ),
  MAX_SESSIONS: wholeNumber(
    {
      name: 'MAX_SESSIONS',
      description: 'Most people who are logged in at the console; one more takes the place of the oldest.',
    },
    { min: 1, max: 100_000, default: 10_000 },
  ),
  MAX_SESSIONS_PER_HOLDER: wholeNumber(
    {
      name: 'MAX_SESSIONS_PER_HOLDER',
      description:
        'Most of them with one key, or of one person; one more takes the place of the oldest of these.',
    },
    { min: 1, max: 10_000, default: 20 },
  ),
  SESSION_IDLE_MINUTES: wholeNumber(
    {
      name: 'SESSION_IDLE_MINUTES',
      description: 'Whoever is logged in at the console and away for so many minutes has to log in again.',
    },
    { min: 1, max: 10_080, default: 30 },
  ),
  SESSION_MINUTES: wholeNumber(
    {
      name: 'SESSION_MINUTES',
      description:
        'Whoever logged in with a key does it again after so many minutes at the latest; for OpenID Connect, OIDC_SESSION_MINUTES says it.',
    },
    { min: 5, max: 10_080, default: 720 },
  ),
} as const;
