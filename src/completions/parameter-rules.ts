import { GatewayError } from '../common/errors.js';
import type { ModelRequest } from '../port/canonical.js';
import type { ModelFamily, ParameterRule } from '../port/provider-definition.js';
import type { AdaptedRequest } from './additions.js';
import type { CompletionWarning } from './completion-warning.js';

/** How a surface wants parameters treated that a model does not take. */
export interface ParameterPolicy {
  /** Values of the surface for what the caller left open; a family may have others in their place. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** Sent whatever the family, until the provider refuses it: what the surface can do without. */
  readonly additions?: Readonly<Record<string, unknown>>;
  /** Refuse instead of adapting what the caller set. */
  readonly isStrict: boolean;
  /** How callers of the surface say so, for the words of a refusal; left out = `strict`. */
  readonly strictName?: string;
}

type Parameters = Readonly<Record<string, unknown>>;

/** The first family that claims the model; `null` = no rule is known for it, and nothing is touched. */
export function familyOf(model: string, families: readonly ModelFamily[]): ModelFamily | null {
  return families.find((family) => family.matches.test(model)) ?? null;
}

/**
 * Fills in defaults and adapts a request to its model's family. What the caller set and the family refuses is told
 * in `warnings`; a default that the family refuses is left out in silence.
 *
 * @param own what the provider's adapter adds where the caller left it open, whatever the surface.
 * @throws GatewayError `request.invalid` when the caller asked for strictness and a parameter would change.
 */
export function applyParameterRules<Request extends ModelRequest>(
  request: Request,
  family: ModelFamily | null,
  policy: ParameterPolicy,
  own: Parameters = {},
): AdaptedRequest<Request> {
  const asked = withoutAbsent(request);
  const added = without(
    { ...defaultsFor(family, policy), ...policy.additions, ...own },
    ...Object.keys(asked),
  );
  let parameters: Parameters = { ...added, ...asked };
  /** By the name in the request, what the parameter was called before rules renamed it. */
  const additions = new Map(Object.keys(added).map((name) => [name, name]));
  const warnings: CompletionWarning[] = [];
  for (const [parameter, rule] of rulesFor(family, asked)) {
    const change = changeFor(parameters, parameter, rule);
    if (change === null) continue;
    if (parameter in asked || rule.kind === 'require') {
      if (policy.isStrict) throw strictRefusal(request.model, { parameter, rule, change }, policy);
      warnings.push({ parameter, action: change.action, reason: `${request.model}: ${rule.reason}` });
    }
    parameters = { ...without(parameters, parameter), ...change.set };
    const origin = additions.get(parameter) ?? (parameter in asked ? null : parameter);
    additions.delete(parameter);
    if (origin !== null) Object.keys(change.set).forEach((name) => additions.set(name, origin));
  }
  return {
    request: parameters as unknown as Request,
    warnings,
    additions: [...additions].map(([sentAs, parameter]) => ({ sentAs, parameter })),
  };
}

/**
 * The surface's, with the family's in their place. Where a surface has no default, none is made up: its callers get what
 * they wrote. Only what the operator configured goes to every surface that fills in anything.
 */
function defaultsFor(family: ModelFamily | null, { defaults: surface }: ParameterPolicy): Parameters {
  const { defaults: own = {}, addsDefaults = false, withheldDefaults = [] } = family ?? {};
  const fillsIn = Object.keys(surface).length > 0;
  const fitting = Object.entries(own).filter(([name]) => name in surface || (addsDefaults && fillsIn));
  return without({ ...surface, ...Object.fromEntries(fitting) }, ...withheldDefaults);
}

const UNTRANSLATED: ParameterRule = {
  kind: 'drop',
  reason: 'Tollgate knows no counterpart of it in the provider’s own API',
};

/** The family's rules, and one for each parameter that its adapter would lose in silence. */
function rulesFor(family: ModelFamily | null, asked: Parameters): (readonly [string, ParameterRule])[] {
  const { rules = {}, translates } = family ?? {};
  const lost = Object.keys(asked).filter(
    (name) => !(translates?.has(name) ?? true) && !Object.hasOwn(rules, name),
  );
  return [...Object.entries(rules), ...lost.map((name) => [name, UNTRANSLATED] as const)];
}

interface Change {
  readonly action: 'renamed' | 'dropped' | 'changed';
  /** What stands there instead. */
  readonly set: Parameters;
}

/** What the rule does to the parameter; `null` = nothing. */
function changeFor(parameters: Parameters, parameter: string, rule: ParameterRule): Change | null {
  const isSet = parameter in parameters;
  const exceptions = Object.entries(rule.unless ?? {});
  if (exceptions.some(([name, value]) => parameters[name] === value)) return null;
  switch (rule.kind) {
    case 'require': {
      const holds = rule.beside in parameters && (isSet || rule.evenUnset);
      const isWrong = holds && parameters[parameter] !== rule.value;
      return isWrong ? { action: 'changed', set: { [parameter]: rule.value } } : null;
    }
    case 'only':
      return isSet && !rule.values.includes(parameters[parameter]) ? { action: 'dropped', set: {} } : null;
    case 'fit':
      return isSet && !rule.fits(parameters[parameter]) ? { action: 'dropped', set: {} } : null;
    case 'drop':
      return isSet ? { action: 'dropped', set: {} } : null;
    case 'rename':
      if (!isSet) return null;
      if (rule.to in parameters) return { action: 'dropped', set: {} };
      return { action: 'renamed', set: { [rule.to]: parameters[parameter] } };
  }
}

function without(parameters: Parameters, ...names: readonly string[]): Parameters {
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => !names.includes(name)));
}

/** `null` and `undefined` mean "not set": neither is ever forwarded. */
function withoutAbsent(parameters: object): Parameters {
  return Object.fromEntries(
    Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null),
  );
}

interface RuledChange {
  readonly parameter: string;
  readonly rule: ParameterRule;
  readonly change: Change;
}

function strictRefusal(
  model: string,
  { parameter, rule, change }: RuledChange,
  { strictName = 'strict' }: ParameterPolicy,
): GatewayError {
  return new GatewayError(
    'request.invalid',
    `${parameter} ${changeInWords(rule, change)} for ${model}, and ${strictName} is true: ${rule.reason}. ${wayOut(parameter, rule)}, or set ${strictName} to false.`,
    { param: parameter, fault: 'unsupported' },
  );
}

function changeInWords(rule: ParameterRule, { action }: Change): string {
  if (rule.kind === 'rename' && action === 'renamed') return `would be sent as ${rule.to}`;
  if (rule.kind === 'require') return `would be sent as ${String(rule.value)}`;
  return 'would be dropped';
}

/** What a value is demanded beside may be demanded even where nothing is set. */
function wayOut(parameter: string, rule: ParameterRule): string {
  if (rule.kind !== 'require') return `Leave ${parameter} out`;
  return `Set ${parameter} to ${String(rule.value)}, leave ${rule.beside} out`;
}
