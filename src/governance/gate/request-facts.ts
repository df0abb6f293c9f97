import { GatewayError } from '../../common/errors.js';
import { toPicoUsd, type PicoUsd } from '../../common/pico-usd.js';
import type { Caller } from '../../common/http/caller.js';
import type { CallAtGate } from '../../completions/call-gate.js';
import type { CallOrigin } from '../../completions/call-origin.js';
import { inTexts, type Spender } from '../budgets/spender.js';
import { KeyCaller } from '../identity/key-caller.js';
import { PersonCaller } from '../identity/person-caller.js';
import { parseTags, type SentTags } from './tags.js';

type SayingOrigin = Pick<CallOrigin, 'caller' | 'client' | 'tags'>;

const NO_TAGS: SentTags = Object.freeze({ tags: Object.freeze({}), repeated: Object.freeze([]) });
const MAX_COST_HEADER = 'x-max-cost-usd';

/**
 * What a request allows for itself; `null` = it does not say.
 * @throws GatewayError `request.invalid`
 */
export function allowedCost(origin: CallOrigin | undefined): PicoUsd | null {
  const text = origin?.maxCostUsd ?? null;
  if (text === null) return null;
  const allowed = toPicoUsd(text.trim());
  if (allowed !== null) return allowed;
  const message = `${MAX_COST_HEADER} has to be a decimal number of US dollars, such as 0.05.`;
  throw new GatewayError('request.invalid', message, { param: MAX_COST_HEADER, fault: 'wrong_value' });
}

/** @throws GatewayError `request.invalid` */
export function spenderOf({ context: { callerId = null, origin } }: CallAtGate): Spender {
  const caller = origin?.caller ?? null;
  const behind = origin?.tags ? spenderBehind(caller, parseTags(origin.tags)) : withoutTags(caller);
  const { user, team, tags, metadata, spending, ignoredTags } = behind;
  const client = origin?.client ?? null;
  return { key: callerId, user, team, client, tags, metadata, spending, ignoredTags };
}

/**
 * The same of a request that makes no call: whom a call that says the same of itself is charged to.
 * @throws GatewayError `request.invalid`
 */
export function spenderByOrigin({ caller, client, tags }: SayingOrigin): Spender {
  return { ...spenderBehind(caller, tags ? parseTags(tags) : undefined), client };
}

/** The spender of a request without tags, made once a caller: most requests have none. */
const untagged = new WeakMap<Caller, Spender>();
const NOBODY = spenderBehind(null);

function withoutTags(caller: Caller | null): Spender {
  if (caller === null) return NOBODY;
  const known = untagged.get(caller);
  if (known) return known;
  const spender = spenderBehind(caller);
  untagged.set(caller, spender);
  return spender;
}

/** @param sent tags of a request; those of the key were fixed by an administrator. */
export function spenderBehind(caller: Caller | null, { tags: sent, repeated } = NO_TAGS): Spender {
  const key = caller instanceof KeyCaller ? caller.key : null;
  return {
    key: caller?.id ?? null,
    user: caller instanceof PersonCaller ? caller.user : (key?.user ?? null),
    team: key?.team ?? null,
    client: null,
    tags: key ? { ...sent, ...key.tags } : sent,
    metadata: key ? inTexts(key.metadata) : NO_TAGS.tags,
    spending: caller instanceof KeyCaller ? caller.spending : null,
    ignoredTags: Object.keys(sent).filter(
      (name) => repeated.includes(name) || (key !== null && isOther(key.tags, name, sent[name])),
    ),
  };
}

function isOther(tags: Readonly<Record<string, string>>, name: string, value: string | undefined): boolean {
  return Object.hasOwn(tags, name) && tags[name] !== value;
}
