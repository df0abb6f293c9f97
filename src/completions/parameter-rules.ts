import { GatewayError } from '../common/errors.js';
import type { CompletionRequest } from '../llm-providers/port/canonical.js';
import type { ModelFamily, ParameterRule } from '../llm-providers/port/provider-definition.js';
import type { CompletionWarning } from './completion-outcome.js';

export interface AdaptedRequest {
  readonly request: CompletionRequest;
  readonly warnings: readonly CompletionWarning[];
}

export interface ParameterPolicy {
  /** Values of the surface for what the caller left open; a family's own defaults go before them. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** Refuse instead of adapting what the caller set. */
  readonly isStrict: boolean;
}

type Parameters = Record<string, unknown>;

/** The first family that claims the model; `null` = no rule is known for it, and nothing is touched. */
export function familyOf(model: string, families: readonly ModelFamily[]): ModelFamily | null {
  return families.find((family) => family.matches.test(model)) ?? null;
}

/**
 * Fills in defaults and adapts a request to its model's family. What the caller set and the family refuses is told
 * in `warnings`; a default that the family refuses is left out in silence.
 * @throws GatewayError `request.invalid` when the caller asked for strictness and a parameter would change.
 */
export function applyParameterRules(
  request: CompletionRequest,
  family: ModelFamily | null,
  policy: ParameterPolicy,
): AdaptedRequest {
  const asked = withoutAbsent(request);
  const parameters: Parameters = { ...policy.defaults, ...family?.defaults, ...asked };
  const warnings: CompletionWarning[] = [];
  for (const [parameter, rule] of Object.entries(family?.rules ?? {})) {
    const change = changeFor(parameters, parameter, rule);
    if (change === null) continue;
    if (parameter in asked) {
      if (policy.isStrict) throw strictRefusal(request.model, parameter, rule);
      warnings.push({ parameter, action: change, reason: `${request.model}: ${rule.reason}` });
    }
    if (rule.kind === 'rename' && !(rule.to in parameters)) parameters[rule.to] = parameters[parameter];
    delete parameters[parameter];
  }
  return { request: parameters as unknown as CompletionRequest, warnings };
}

/** `null` and `undefined` mean "not set": neither is ever forwarded. */
function withoutAbsent(parameters: object): Parameters {
  return Object.fromEntries(
    Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null),
  );
}

function changeFor(
  parameters: Parameters,
  parameter: string,
  rule: ParameterRule,
): CompletionWarning['action'] | null {
  if (!(parameter in parameters)) return null;
  if (rule.kind === 'only' && rule.values.includes(parameters[parameter])) return null;
  return rule.kind === 'rename' ? 'renamed' : 'dropped';
}

function strictRefusal(model: string, parameter: string, rule: ParameterRule): GatewayError {
  const change = rule.kind === 'rename' ? `would be sent as ${rule.to}` : 'would be dropped';
  return new GatewayError(
    'request.invalid',
    `${parameter} ${change} for ${model}, and strict is true: ${rule.reason}. Leave ${parameter} out, or set strict to false.`,
    { param: parameter },
  );
}
