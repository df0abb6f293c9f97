import { applyDecorators } from '@nestjs/common';
import {
  ApiBody,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import { STATUS_TEXTS } from '../status-texts.js';

/** The heading of the console in the document. */
export const CONSOLE_TAG = 'Console';

const SESSION = {
  type: 'object',
  required: ['role', 'key', 'person', 'single_sign_on', 'expires_at'],
  properties: {
    role: {
      type: 'string',
      enum: ['admin', 'viewer', 'member', 'user', 'open', 'none'],
      description:
        '`open`: nobody needs a key here. `none`: a key is needed, and nobody is logged in. `user`: logged in with a key. Of those who log in by OpenID Connect, a `viewer` sees what an `admin` sees and changes nothing, and a `member` sees what is his own.',
    },
    person: {
      type: 'object',
      nullable: true,
      description: 'Who logged in by OpenID Connect.',
      required: ['name', 'user'],
      properties: {
        name: { type: 'string', example: 'ann@example.com' },
        user: { type: 'string', nullable: true, description: 'The user of his keys.' },
      },
    },
    single_sign_on: {
      type: 'object',
      nullable: true,
      description: 'Where a browser goes to log in by OpenID Connect, and to log out again.',
      required: ['name', 'login', 'logout'],
      properties: {
        name: { type: 'string', description: 'Of the issuer, for people.', example: 'id.example.com' },
        login: { type: 'string', example: '/console/oidc/login' },
        logout: { type: 'string', example: '/console/oidc/logout' },
      },
    },
    key: {
      type: 'object',
      nullable: true,
      description: 'Of a `user`: the key with which he logged in.',
      required: ['id', 'name', 'user', 'team'],
      properties: {
        id: { type: 'string', example: 'abcdefgh' },
        name: { type: 'string', example: 'ci of team red' },
        user: { type: 'string', nullable: true },
        team: { type: 'string', nullable: true },
      },
    },
    expires_at: {
      type: 'string',
      format: 'date-time',
      nullable: true,
      description:
        'When it ends unless it is used; each use moves it on, up to SESSION_MINUTES in all, or OIDC_SESSION_MINUTES of somebody whom an issuer knows.',
    },
  },
};

const FOREIGN = { status: 403, description: 'The page that asks is not one of this gateway.' };
const described = (summary: string, description: string) =>
  applyDecorators(ApiTags(CONSOLE_TAG), ApiOperation({ summary, description, security: [{}] }));

export const ApiGetSession = () =>
  applyDecorators(
    described('Tell who is logged in', 'By the cookie of a session, or by a key.'),
    ApiOkResponse({ description: 'Who that is.', schema: SESSION }),
  );

export const ApiOpenSession = () =>
  applyDecorators(
    described(
      'Log in with a key',
      'The answer sets a cookie (`HttpOnly`, `SameSite=Strict`, and `Secure` behind TLS), which stands for the key in requests of this gateway’s own pages: that of administrators for `/admin`, any other for what it may. It ends after SESSION_IDLE_MINUTES without use (30 unless the operator says otherwise), after SESSION_MINUTES (twelve hours), and with the key.',
    ),
    ApiBody({
      required: true,
      schema: {
        type: 'object',
        required: ['key'],
        properties: {
          key: {
            type: 'string',
            pattern: '\\S',
            description: 'The key of administrators, or any gateway key.',
          },
        },
      },
    }),
    ApiOkResponse({ description: 'Logged in.', schema: SESSION }),
    ApiResponse({ status: 400, description: 'The body has no key.' }),
    ApiResponse({ status: 401, description: 'The key is not known.' }),
    ApiResponse(FOREIGN),
    ApiResponse({
      status: 413,
      description: 'The body is larger than 4096 bytes, or does not say how large it is.',
    }),
    ApiResponse({ status: 415, description: STATUS_TEXTS[415]! }),
    ApiResponse({
      status: 429,
      description: 'Ten keys that are not known came from this address within a minute.',
    }),
    ApiResponse({ status: 503, description: 'The store does not answer just now.' }),
  );

export const ApiEndSession = () =>
  applyDecorators(
    described('Log out', 'The session ends at once, wherever its cookie is.'),
    ApiResponse({
      status: 202,
      description:
        'The store is away. The browser forgets the session, and this node takes it no longer; the others do so once the store is back and has been told, unless this node ends before.',
      schema: {
        type: 'object',
        required: ['ended', 'message'],
        properties: { ended: { type: 'string', enum: ['here'] }, message: { type: 'string' } },
      },
    }),
    ApiNoContentResponse({ description: 'Logged out.' }),
    ApiResponse(FOREIGN),
  );
