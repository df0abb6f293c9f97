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
  const wayOut =
    rule.kind === 'require'
      ? // It is demanded even where nothing is set.
        `Set ${refused.parameter} to ${String(rule.value)}, leave ${rule.beside.join(' and ')} out`
      : `Leave ${refused.parameter} out`;
  return refusal(refused, { what: changeInWords(rule, change), reason: rule.reason, wayOut });
}

/** To a strict caller: a part of a parameter would not reach the model as it is. */
export function refusedLoss(refused: RefusedParameter, { action, reason }: TranslationLoss): GatewayError {
  return refusal(refused, { what: `would be ${action}`, reason, wayOut: `Leave ${refused.parameter} out` });
}

interface RefusalWords {
  readonly what: string;
  readonly reason: string;
  readonly wayOut: string;
}

function refusal({ model, parameter, policy }: RefusedParameter, words: RefusalWords): GatewayError {
  const { strictName = 'strict' } = policy;
  const { what, reason, wayOut } = words;
  return new GatewayError(
    'request.invalid',
    `${parameter} ${what} for ${model}, and ${strictName} is true: ${reason}. ${wayOut}, or set ${strictName} to false.`,
    { param: parameter, fault: 'unsupported' },
  );
}

function changeInWords(rule: ParameterRule, { action }: Change): string {
  if (rule.kind === 'rename' && action === 'renamed') return `would be sent as ${rule.to}`;
  if (rule.kind === 'require') return `would be sent as ${String(rule.value)}`;
  return 'would be dropped';
}
