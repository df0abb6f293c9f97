import { GatewayError } from '../../common/errors.js';
import { toPicoUsd, type PicoUsd } from '../../common/pico-usd.js';
import type { Caller } from '../../common/http/caller.js';
import type { CallAtGate } from '../../completions/call-gate.js';
import type { CallOrigin } from '../../completions/call-origin.js';
import type { Spender } from '../budgets/spender.js';
import { KeyCaller } from '../identity/key-caller.js';
import { PersonCaller } from '../identity/person-caller.js';
import { parseTags } from './tags.js';

const NONE: Readonly<Record<string, string>> = Object.freeze({});
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
  const sent = origin?.tags ? parseTags(origin.tags) : NONE;
  return { ...spenderBehind(origin?.caller ?? null, sent), key: callerId, client: origin?.client ?? null };
}

/** @param sent tags of a request; those of the key were fixed by an administrator. */
export function spenderBehind(caller: Caller | null, sent = NONE): Spender {
  const key = caller instanceof KeyCaller ? caller.key : null;
  return {
    key: caller?.id ?? null,
    user: caller instanceof PersonCaller ? caller.user : (key?.user ?? null),
    team: key?.team ?? null,
    client: null,
    tags: key ? { ...sent, ...key.tags } : sent,
    metadata: key ? inTexts(key.metadata) : NONE,
    spending: caller instanceof KeyCaller ? caller.spending : null,
    ignoredTags: key ? Object.keys(sent).filter((name) => isOther(key.tags, name, sent[name])) : [],
  };
}

function isOther(tags: Readonly<Record<string, string>>, name: string, value: string | undefined): boolean {
  return Object.hasOwn(tags, name) && tags[name] !== value;
}

function inTexts(values: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}
