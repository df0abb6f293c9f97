import type { Key, NewKey } from '../../api/keys';
import { pairsIn, textOfPairs } from '../../parts/lists-as-text';
import { fromLocalTime, toLocalTime } from '../../parts/local-time';
import { spendingFormOf, spendingIn, type Spending, type SpendingForm } from '../../parts/spending-form';
import { metadataIn, metadataRowsOf, type MetadataRow } from './metadata';

/** As typed; empty = none. */
export interface KeyForm extends SpendingForm {
  readonly name: string;
  readonly user: string;
  readonly team: string;
  /** `project=apollo, env=ci` */
  readonly tags: string;
  readonly metadata: readonly MetadataRow[];
  /** YYYY-MM-DDThh:mm, in the time of whoever types. */
  readonly ends: string;
  readonly capture: string;
}

/** Fields of the body that stand in the form. */
export const KEY_FIELDS = [
  'name',
  'user',
  'team',
  'tags',
  'metadata',
  'budgets',
  'limits',
  'allowed',
  'expires_at',
  'capture',
];

/** @param defaults what new keys begin with. */
export function newKeyForm(defaults: Spending): KeyForm {
  const ofNobody = { name: '', user: '', team: '', tags: '', metadata: [], ends: '', capture: '' };
  return { ...ofNobody, ...spendingFormOf(defaults) };
}

export function keyFormOf(key: Key): KeyForm {
  return {
    name: key.name ?? '',
    user: key.user ?? '',
    team: key.team ?? '',
    tags: textOfPairs(key.tags),
    metadata: metadataRowsOf(key.metadata),
    ends: toLocalTime(key.expires_at),
    capture: key.capture ?? '',
    ...spendingFormOf(key),
  };
}

type Body = NonNullable<NewKey>;

/** The body of `POST /admin/keys`: what is as the form began is left out, and is as the defaults say. */
export function toNewKey(form: KeyForm, begin: KeyForm): Body {
  return { ...changesIn(form, begin), name: form.name.trim() };
}

/** The body of `PATCH /admin/keys/{id}`: what was changed, and nothing else. */
export function changesIn(form: KeyForm, before: KeyForm): Partial<Body> {
  const [now, then] = [toBody(form), toBody(before)];
  const changed = Object.entries(now).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(then[name as keyof typeof then]),
  );
  return Object.fromEntries(changed);
}

function toBody({ name, user, team, tags, metadata, ends, capture, ...spending }: KeyForm) {
  return {
    name: name.trim(),
    user: user.trim() || null,
    team: team.trim() || null,
    tags: pairsIn(tags),
    metadata: metadataIn(metadata),
    ...spendingIn(spending),
    expires_at: fromLocalTime(ends) || null,
    capture: capture || null,
  };
}
