import { filterMembers } from '../common/written-numbers.js';
import type { ModelRequest } from '../port/canonical.js';
import type { ModelFamily, ParameterRule, Translation } from '../port/provider-definition.js';
import type { AdaptedRequest } from './additions.js';
import type { CompletionWarning } from './completion-warning.js';
import type { ParameterPolicy } from './parameter-policy.js';
import { asPlainRequest } from './plain-request.js';
import { refusedLoss, refusedRule, type Change } from './strict-refusal.js';

type Parameters = Readonly<Record<string, unknown>>;

/** The first family that claims the model; `null` = no rule is known for it, and nothing is touched. */
export function familyOf(model: string, families: readonly ModelFamily[]): ModelFamily | null {
  return families.find((family) => family.matches.test(model)) ?? null;
}

/** What the target's adapter does to a request by itself. */
export interface AdapterRules {
  /** Added where the caller left it open, whatever the surface. */
  readonly own?: Parameters | undefined;
  readonly translation?: Translation | undefined;
}

/**
 * Fills in defaults and adapts a request to its model's family and its provider's wire. What the caller set and cannot
 * go as it is, is told in `warnings`; a default that the family refuses is left out in silence.
 *
 * @throws GatewayError `request.invalid` when the caller asked for strictness and a parameter would change.
 */
export function applyParameterRules<Request extends ModelRequest>(
  request: Request,
  family: ModelFamily | null,
  policy: ParameterPolicy,
  { own, translation: known }: AdapterRules = {},
): AdaptedRequest<Request> {
  const translation = known && isAbout(known, request, policy) ? known : undefined;
  const plain = translation ? null : asPlainRequest(request, family, policy, own);
  if (plain) return plain;
  const asked = withoutAbsent(request);
  const added = without(
    { ...defaultsFor(family, policy), ...policy.additions, ...own },
    new Set(Object.keys(asked)),
  );
  // Changed in place: a copy for each of them, and a caller may set a hundred thousand, would take hours.
  const parameters: Record<string, unknown> = { ...added, ...asked };
  /** By the name in the request, what the parameter was called before rules renamed it. */
  const additions = new Map(Object.keys(added).map((name) => [name, name]));
  const warnings: CompletionWarning[] = [];
  for (const [parameter, rule] of rulesFor(family, translation, asked)) {
    const change = changeFor(parameters, parameter, rule);
    if (change === null) continue;
    const isCallers = parameter in asked || rule.kind === 'require';
    if (isCallers && !(policy.isOfOtherWire && change.action === 'renamed')) {
      if (policy.isStrict) throw refusedRule({ model: request.model, parameter, policy }, rule, change);
      warnings.push({ parameter, action: change.action, reason: `${request.model}: ${rule.reason}` });
    }
    delete parameters[parameter];
    Object.assign(parameters, change.set);
    const origin = additions.get(parameter) ?? (parameter in asked ? null : parameter);
    additions.delete(parameter);
    if (origin !== null) Object.keys(change.set).forEach((name) => additions.set(name, origin));
  }
  // What the gateway added itself is no loss of the caller's.
  const written = without(parameters, new Set(additions.keys()));
  for (const loss of (!policy.translatesLater && translation?.losses(written)) || []) {
    const { parameter, action, reason } = loss;
    if (policy.isStrict) throw refusedLoss({ model: request.model, parameter, policy }, loss);
    warnings.push({ parameter, action, reason: `${request.model}: ${reason}` });
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
  return without({ ...surface, ...Object.fromEntries(fitting) }, new Set(withheldDefaults));
}

function isAbout({ appliesTo }: Translation, request: ModelRequest, { additions }: ParameterPolicy): boolean {
  return appliesTo === undefined || appliesTo({ ...additions, ...request });
}

const UNTRANSLATED: ParameterRule = {
  kind: 'drop',
  reason: 'Tollgate knows no counterpart of it in the provider’s own API',
};

/** The family's rules, those of its wire, and one for each parameter that its adapter would lose in silence. */
function rulesFor(
  family: ModelFamily | null,
  translation: Translation | undefined,
  asked: Parameters,
): (readonly [string, ParameterRule])[] {
  const rules: ModelFamily['rules'] = { ...translation?.rules, ...family?.rules };
  const { carries } = translation ?? {};
  const lost = Object.keys(asked).filter(
    (name) => !(carries?.has(name) ?? true) && !Object.hasOwn(rules, name),
  );
  return [...Object.entries(rules), ...lost.map((name) => [name, UNTRANSLATED] as const)];
}

/** What the rule does to the parameter; `null` = nothing. */
function changeFor(parameters: Parameters, parameter: string, rule: ParameterRule): Change | null {
  const isSet = parameter in parameters;
  const exceptions = Object.entries(rule.unless ?? {});
  if (exceptions.some(([name, value]) => parameters[name] === value)) return null;
  switch (rule.kind) {
    case 'require': {
      const holds = (isSet || rule.evenUnset) && rule.beside.some((name) => name in parameters);
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

function without(parameters: Parameters, names: ReadonlySet<string>): Parameters {
  return filterMembers(parameters, (name) => !names.has(name));
}

/** `null` and `undefined` mean "not set": neither is ever forwarded. */
function withoutAbsent(parameters: object): Parameters {
  return filterMembers(parameters, (_name, value) => value !== undefined && value !== null) as Parameters;
}
