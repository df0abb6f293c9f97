import { isLoopbackHost } from '../common/http/loopback.js';
import { nameList, pattern, secret, wholeNumber } from './variable.js';

/** Where the issuer sends people back to, below the public address of the gateway. */
const CALLBACK = /\/console\/oidc\/callback$/;
const IS_CLAIM = /^[^\s\p{Cc}]{1,200}$/u;

/** People who log in at the console by OpenID Connect. */
export const OIDC_VARIABLES = {
  OIDC_ISSUER: pattern(
    {
      name: 'OIDC_ISSUER',
      description:
        'Where people log in to the console, by OpenID Connect: the issuer as it spells itself, such as `https://id.example.com/realms/main`. Not set: they log in with keys alone.',
    },
    {
      accepted: 'an https:// address without user, query or fragment; http:// on a loopback address',
      matches: { test: (text) => text === '' || isSafeAddress(text) },
      default: '',
    },
  ),
  OIDC_CLIENT_ID: pattern(
    { name: 'OIDC_CLIENT_ID', description: 'What this gateway is called at the issuer.' },
    { accepted: 'printable ASCII characters', matches: /^[\x20-\x7e]{0,200}$/, default: '' },
  ),
  OIDC_CLIENT_SECRET: secret({
    name: 'OIDC_CLIENT_SECRET',
    description: 'What it shows to the issuer. Not set: it is a public client there, and has PKCE alone.',
  }),
  OIDC_REDIRECT_URL: pattern(
    {
      name: 'OIDC_REDIRECT_URL',
      description:
        'Where the issuer sends people back to, as it is registered there: the public address of this gateway and `/console/oidc/callback`.',
    },
    {
      accepted: 'an https:// address (http:// on a loopback address) that ends in /console/oidc/callback',
      matches: { test: (text) => text === '' || (CALLBACK.test(text) && isSafeAddress(text)) },
      default: '',
    },
  ),
  OIDC_SCOPES: pattern(
    { name: 'OIDC_SCOPES', description: 'What is asked of the issuer; `openid` has to be among it.' },
    {
      accepted: 'words with blanks between them, openid among them',
      matches: /^(?=(?:.* )?openid(?: |$))[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/,
      default: 'openid profile email',
    },
  ),
  OIDC_NAME: pattern(
    {
      name: 'OIDC_NAME',
      description: 'What the console calls the issuer: “Sign in with …”. Not set: the name of its host.',
    },
    { accepted: 'a name of up to 60 characters', matches: /^\P{Cc}{0,60}$/u, default: '' },
  ),
  OIDC_USER_CLAIM: pattern(
    {
      name: 'OIDC_USER_CLAIM',
      description:
        'The claim that says who a person is, which is the `user` of his keys. It has to be one that people cannot change for themselves.',
    },
    { accepted: 'the name of a claim', matches: IS_CLAIM, default: 'email' },
  ),
  OIDC_ROLE_CLAIM: pattern(
    {
      name: 'OIDC_ROLE_CLAIM',
      description:
        'The claim whose values give a role: a text, a list of texts, or one inside of others (`realm_access.roles`).',
    },
    { accepted: 'the name of a claim', matches: IS_CLAIM, default: 'groups' },
  ),
  OIDC_ADMIN_VALUES: nameList({
    name: 'OIDC_ADMIN_VALUES',
    description:
      'Values of that claim, separated by commas, whose people are administrators, as whoever holds ADMIN_API_KEY is.',
  }),
  OIDC_VIEWER_VALUES: nameList({
    name: 'OIDC_VIEWER_VALUES',
    description: 'Those whose people see all that administrators see, and change nothing.',
  }),
  OIDC_MEMBER_VALUES: nameList({
    name: 'OIDC_MEMBER_VALUES',
    description:
      'Those whose people see their own keys, requests and spend; `*` = everybody whom the issuer knows.',
  }),
  OIDC_SESSION_MINUTES: wholeNumber(
    {
      name: 'OIDC_SESSION_MINUTES',
      description:
        'A person logs in again at the issuer after so many minutes at the latest: so long a role stays that was taken away there.',
    },
    { min: 5, max: 720, default: 60 },
  ),
} as const;

function isSafeAddress(text: string): boolean {
  if (!URL.canParse(text) || /[?#\s\p{Cc}]/u.test(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  const isSafe = protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(hostname));
  return isSafe && username === '' && password === '';
}
