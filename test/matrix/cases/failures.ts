import { answerBytes, answerJson } from '../../support/scripted-upstream/scripts.js';
import type { Cell } from '../cell.js';
import { FAILURES } from '../neutral.js';
import type { Surface } from '../pairs.js';
import { ASKED } from './requests.js';

/** What fails at a provider, and what callers are told of it: the same, whatever the provider speaks. */
export const FAILED = [...FAILURES, 'no JSON'] as const;
export type Failed = (typeof FAILED)[number];

/** As `fail=` of the simulator has it. */
const SIMULATED: Readonly<Record<Failed, string>> = {
  'bad request': 'rejected',
  'wrong key': '401',
  forbidden: 'auth_failed',
  'unknown model': '404',
  'too large': 'rejected',
  'rate limit': 'rate_limited:retry-after-s=7',
  'internal error': '500',
  overloaded: '529',
  'no JSON': 'invalid_response',
};

/** Status, type, and what they are told in. */
export async function toldAs(cell: Cell, failed: Failed): Promise<string> {
  const { spoken: dialect } = cell;
  const model = dialect ? cell.wire.model : `${cell.wire.model}:fail=${SIMULATED[failed]}`;
  if (dialect) {
    const { status, body, headers } =
      failed === 'no JSON' ? { status: 200, body: {}, headers: {} } : dialect.writeFailure(failed);
    cell.stage.willAct(
      failed === 'no JSON'
        ? answerBytes('text/html', '<p>Hello.</p>')
        : answerJson(status, body, { ...headers }),
    );
  }
  const told = [];
  for (const stream of [undefined, true]) {
    const answered = await cell.ask({ ...ASKED, ...(stream && { stream }) }, { model });
    const failure = cell.failure(answered);
    const wait = failure?.retryAfter === 7 ? ', with the time to wait' : '';
    told.push(failure ? `${answered.status} ${failure.type}${wait}` : `not in its shape: ${answered.text}`);
  }
  return [...new Set(told)].join(' or ');
}

type Told = Readonly<Record<Failed, string>>;
const OF_OPENAI: Told = {
  'bad request': '400 invalid_request_error',
  'wrong key': '502 server_error',
  forbidden: '502 server_error',
  'unknown model': '404 invalid_request_error',
  'too large': '400 invalid_request_error',
  'rate limit': '429 rate_limit_error, with the time to wait',
  'internal error': '502 server_error',
  overloaded: '502 server_error',
  'no JSON': '502 server_error',
};

/** Of a provider that speaks the same, what these say is told as it was said. */
const NATIVE: Readonly<Partial<Record<Surface['id'], Partial<Told>>>> = {
  messages: { 'too large': '413 request_too_large', 'internal error': '500 api_error' },
  gemini: {
    'too large': '413 INVALID_ARGUMENT',
    'internal error': '500 INTERNAL',
    overloaded: '503 UNAVAILABLE',
  },
};

export function expectedOf({ surface: { id }, isNative }: Cell, failed: Failed): string {
  return (isNative ? NATIVE[id]?.[failed] : undefined) ?? TOLD[id][failed];
}

/** What is wrong with the operator's key is none of the caller's keys: 502, not 401. */
const TOLD: Readonly<Record<Surface['id'], Told>> = {
  chat: OF_OPENAI,
  responses: OF_OPENAI,
  messages: {
    'bad request': '400 invalid_request_error',
    'wrong key': '502 api_error',
    forbidden: '502 api_error',
    'unknown model': '404 not_found_error',
    'too large': '400 invalid_request_error',
    'rate limit': '429 rate_limit_error, with the time to wait',
    'internal error': '502 api_error',
    overloaded: '529 overloaded_error',
    'no JSON': '502 api_error',
  },
  gemini: {
    'bad request': '400 INVALID_ARGUMENT',
    'wrong key': '502 FAILED_PRECONDITION',
    forbidden: '502 FAILED_PRECONDITION',
    'unknown model': '404 NOT_FOUND',
    'too large': '400 INVALID_ARGUMENT',
    'rate limit': '429 RESOURCE_EXHAUSTED, with the time to wait',
    'internal error': '502 UNAVAILABLE',
    overloaded: '502 UNAVAILABLE',
    'no JSON': '502 UNAVAILABLE',
  },
};
