import { GatewayError } from '../common/errors.js';
import type { ParameterRule, TranslationLoss } from '../port/provider-definition.js';
import type { ParameterPolicy } from './parameter-policy.js';

/** What a rule does to a parameter. */
export interface Change {
  readonly action: 'renamed' | 'dropped' | 'changed';
  /** What stands there instead. */
  readonly set: Readonly<Record<string, unknown>>;
}

/** What a caller who wants nothing adapted is refused for. */
interface RefusedParameter {
  readonly model: string;
  readonly parameter: string;
  readonly policy: ParameterPolicy;
}

/** To a strict caller: a rule would change the parameter. */
export function refusedRule(refused: RefusedParameter, rule: ParameterRule, change: Change): GatewayError {
  const place = placeOf(refused);
  const wayOut =
    rule.kind === 'require'
      ? // It is demanded even where nothing is set.
        `Set ${place} to ${String(rule.value)}, leave ${rule.beside.join(' and ')} out`
      : `Leave ${place} out`;
  return refusal(refused, { what: changeInWords(rule, change), reason: rule.reason, wayOut });
}

/** To a strict caller: a part of a parameter would not reach the model as it is. */
export function refusedLoss(refused: RefusedParameter, { action, reason }: TranslationLoss): GatewayError {
  const wayOut = `Leave ${placeOf(refused)} out`;
  return refusal(refused, { what: `would be ${action}`, reason, wayOut });
}

function placeOf({ parameter, policy }: RefusedParameter): string {
  return policy.placeOf?.(parameter) ?? parameter;
}

interface RefusalWords {
  readonly what: string;
  readonly reason: string;
  readonly wayOut: string;
}

function refusal(refused: RefusedParameter, words: RefusalWords): GatewayError {
  const { model, policy } = refused;
  const { strictName = 'strict' } = policy;
  const place = placeOf(refused);
  const { what, reason, wayOut } = words;
  return new GatewayError(
    'request.invalid',
    `${place} ${what} for ${model}, and ${strictName} is true: ${reason}. ${wayOut}, or set ${strictName} to false.`,
    { param: place, fault: 'unsupported' },
  );
}

function changeInWords(rule: ParameterRule, { action }: Change): string {
  if (rule.kind === 'rename' && action === 'renamed') return `would be sent as ${rule.to}`;
  if (rule.kind === 'require') return `would be sent as ${String(rule.value)}`;
  return 'would be dropped';
}
