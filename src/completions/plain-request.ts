import type { ModelRequest } from '../port/canonical.js';
import type { ModelFamily } from '../port/provider-definition.js';
import type { AdaptedRequest, Addition } from './additions.js';
import type { ParameterPolicy } from './parameter-policy.js';

type Parameters = Readonly<Record<string, unknown>>;

const NONE: readonly never[] = Object.freeze([]);

/**
 * A request that no rule is about, as most are: it goes as it is, with what surface and adapter fill in. `null` = the
 * rules have to be gone through.
 * @param own added by the adapter, whatever the surface.
 */
export function asPlainRequest<Request extends ModelRequest>(
  request: Request,
  family: ModelFamily | null,
  policy: ParameterPolicy,
  own: Parameters | undefined,
): AdaptedRequest<Request> | null {
  if (family && hasMoreThanRules(family)) return null;
  const asked = request as unknown as Parameters;
  if (!isPlain(asked, family)) return null;
  const { defaults, additions } = policy;
  if (!own && isEmpty(defaults) && (!additions || isEmpty(additions)))
    return { request, warnings: NONE, additions: NONE };
  const added: Record<string, unknown> = {};
  for (const given of [defaults, additions, own])
    if (given)
      for (const name of Object.keys(given)) if (!Object.hasOwn(asked, name)) added[name] = given[name];
  if (!isPlain(added, family)) return null;
  return {
    request: { ...added, ...request },
    warnings: NONE,
    additions: Object.keys(added).map(asAddition),
  };
}

/** Nothing in it is left out by saying so, or has a rule. */
function isPlain(parameters: Parameters, family: ModelFamily | null): boolean {
  for (const name of Object.keys(parameters)) {
    if (parameters[name] === null || parameters[name] === undefined) return false;
    if (family && Object.hasOwn(family.rules, name)) return false;
  }
  return true;
}

function isEmpty(parameters: Parameters): boolean {
  return Object.keys(parameters).length === 0;
}

function asAddition(parameter: string): Addition {
  return { parameter, sentAs: parameter };
}

/** Of families, as long as the catalogue lives. */
const known = new WeakMap<ModelFamily, boolean>();

/** It has defaults of its own, or a rule about what a caller has left out. */
function hasMoreThanRules(family: ModelFamily): boolean {
  const before = known.get(family);
  if (before !== undefined) return before;
  const { defaults, rules, withheldDefaults } = family;
  const has =
    defaults !== undefined ||
    withheldDefaults !== undefined ||
    Object.values(rules).some(({ kind }) => kind === 'require');
  known.set(family, has);
  return has;
}
