import { GatewayError } from '../../common/errors.js';
import { toPicoUsd, type PicoUsd } from '../../common/pico-usd.js';
import type { CallAtGate } from '../../completions/call-gate.js';
import type { CallOrigin } from '../../completions/call-origin.js';
import type { Spender } from '../budgets/spender.js';
import { parseTags } from './tags.js';

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
  return {
    key: callerId,
    user: null,
    team: null,
    client: origin?.client ?? null,
    tags: origin?.tags ? parseTags(origin.tags) : {},
    metadata: {},
  };
}
