import { GatewayError } from '../../common/errors.js';
import type { KeyFilter } from '../../governance/identity/keys.repository.js';
import type { PageQuery } from './admin-pages.js';

/** What a list of keys is asked for. */
export interface KeyQuery extends PageQuery {
  readonly team?: unknown;
  readonly user?: unknown;
  readonly enabled?: unknown;
  readonly find?: unknown;
}

/** @throws GatewayError `request.invalid` */
export function keyFilterIn({ team, user, enabled, find }: KeyQuery): KeyFilter {
  return {
    team: textIn('team', team),
    user: textIn('user', user),
    enabled: flagIn(enabled),
    find: idInKey(textIn('find', find)),
  };
}

/** Of what is spelled as a key, or as its beginning, the id is looked for. */
function idInKey(text: string | null): string | null {
  return text && (/^tg_([a-z0-9]{1,8})(_|…|$)/.exec(text)?.[1] ?? text);
}

function textIn(param: string, value: unknown): string | null {
  if (value === undefined || value === '') return null;
  if (typeof value === 'string' && value.length <= 200 && !value.includes('\0')) return value;
  throw invalid(param, 'has to be one name');
}

function flagIn(value: unknown): boolean | null {
  if (value === undefined || value === '') return null;
  if (value === 'true' || value === 'false') return value === 'true';
  throw invalid('enabled', 'has to be true or false');
}

function invalid(param: string, words: string): GatewayError {
  return new GatewayError('request.invalid', `${param} ${words}.`, { param, fault: 'wrong_value' });
}
