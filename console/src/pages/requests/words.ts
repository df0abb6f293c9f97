import type { Call } from '../../api/calls';

type Attempt = Call['attempts'][number];
type Reason = NonNullable<Attempt['reason']>;
type Warning = Call['warnings'][number];

const REASONS: Readonly<Record<Reason, string>> = {
  named: 'the caller named it',
  alias: 'the name is an alias of it',
  default: 'its provider’s default model',
  owner: 'the one provider of this model',
  route_first: 'the first of the route',
  route_weight: 'drawn by its weight in the route',
  route_session: 'its conversation belongs there',
  downgrade: 'a budget had no room for what was asked',
  fallback: 'the next of the route',
  next_key: 'the same with another key',
  retry: 'the same once more',
  without_additions: 'the same without what the gateway had added',
};

const ACTIONS: Readonly<Record<Warning['action'], string>> = {
  renamed: 'was renamed',
  dropped: 'was dropped',
  changed: 'was changed',
  deprecated: 'is deprecated',
  exhausted: 'was used up before any text appeared',
};

/** Why a target was asked; `null` = that is not known. */
export function whyAsked({ reason, after }: Attempt): string | null {
  if (reason === null) return null;
  const why = REASONS[reason];
  return after === null ? why : `${why}, after ${after}`;
}

/** What the gateway told its caller of the request. */
export function warned({ action, parameter, model }: Warning): string {
  return `${parameter ?? model ?? 'What was asked'} ${ACTIONS[action]}`;
}
