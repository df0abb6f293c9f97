import { applyDecorators } from '@nestjs/common';
import { ApiFoundResponse, ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import { CONSOLE_TAG } from './session-api.decorators.js';

const PAGE = { 'text/html': { schema: { type: 'string' } } } as const;
const AWAY = {
  status: 503,
  description: 'The issuer, or the store, does not answer just now: a page that says so.',
  content: PAGE,
};
const described = (summary: string, description: string) =>
  applyDecorators(ApiTags(CONSOLE_TAG), ApiOperation({ summary, description, security: [{}] }));
const leadsTo = (where: string, setsCookie?: string) =>
  ApiFoundResponse({
    description: where,
    headers: {
      location: { schema: { type: 'string' }, description: 'Where the browser goes.' },
      ...(setsCookie !== undefined && {
        'set-cookie': { schema: { type: 'string' }, description: setsCookie },
      }),
    },
  });

export const ApiBeginLogin = () =>
  applyDecorators(
    described(
      'Log in at the issuer',
      'For browsers: OpenID Connect, with a code, PKCE, state and nonce. There where `OIDC_ISSUER` is set, as all of `/console/oidc`.',
    ),
    ApiQuery({
      name: 'page',
      required: false,
      schema: { type: 'string', example: '/console/requests' },
      description: 'The page of the console to come back to; anything else leads to its first one.',
    }),
    leadsTo(
      'To the issuer.',
      'The log-in that was begun, sealed, for ten minutes (`HttpOnly`, `SameSite=Lax`).',
    ),
    ApiResponse(AWAY),
  );

export const ApiEndLogin = () =>
  applyDecorators(
    described(
      'Come back from the issuer',
      'Where the issuer sends the browser to, with what OpenID Connect gives it: `code`, `state`, `iss`, or `error`.',
    ),
    ...['code', 'state', 'iss', 'error', 'error_description'].map((name) =>
      ApiQuery({ name, required: false, schema: { type: 'string' } }),
    ),
    leadsTo(
      'Logged in: to the page that was wanted.',
      'The session (`HttpOnly`, `SameSite=Strict`), which ends after SESSION_IDLE_MINUTES without use (30 unless the operator says otherwise), and after OIDC_SESSION_MINUTES.',
    ),
    ApiResponse({
      status: 400,
      description:
        'It was not begun here, took longer than ten minutes, or is not what the issuer says: a page.',
      content: PAGE,
    }),
    ApiResponse({
      status: 403,
      description: 'The issuer refused, or gives this person no role here: a page.',
      content: PAGE,
    }),
    ApiResponse({
      status: 429,
      description: 'Ten log-ins from this address failed within a minute: a page.',
      content: PAGE,
    }),
    ApiResponse(AWAY),
  );

export const ApiLogout = () =>
  applyDecorators(
    described(
      'Log out here and at the issuer',
      'The session ends at once. Where the issuer has no place to log out at, or nobody is logged in by it, the console is next.',
    ),
    leadsTo('To the issuer, or to the console.', 'Empty: the browser forgets the session.'),
    ApiResponse({
      status: 202,
      description:
        'A page: the store is away. The session is over in this browser and at this node; at the issuer nobody was logged out.',
      content: { 'text/html': { schema: { type: 'string' } } },
    }),
    ApiResponse(AWAY),
  );
