import { GatewayError } from '../../common/errors.js';
import type { KeyFilter } from '../../governance/identity/keys.repository.js';
import { textIn, type PageQuery } from './admin-pages.js';

export const KEY_FILTERS = ['team', 'user', 'enabled', 'find'] as const;

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

function flagIn(value: unknown): boolean | null {
  if (value === undefined || value === '') return null;
  if (value === 'true' || value === 'false') return value === 'true';
  throw new GatewayError('request.invalid', 'enabled has to be true or false.', {
    param: 'enabled',
    fault: 'wrong_value',
  });
}
