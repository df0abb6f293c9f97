import type { Caller } from '../common/http/caller.js';
import type { Allowance } from '../governance/identity/allowance.js';
import { allowancesOf } from '../governance/identity/check-allowed.js';
import type { Destination } from '../routing/destination.js';
import { RouteDestination } from '../routing/route-destination.js';
import type { DescribedModels } from './describe-models.js';

/** The same for the same caller: what is made of them need not be made anew. */
const permitted = new WeakMap<DescribedModels, WeakMap<Caller, DescribedModels>>();

/** Models that a caller may ask for, and no others; `described` itself where it may ask for all. */
export function permittedModels(
  described: DescribedModels,
  destination: Destination,
  caller: Caller | null,
): DescribedModels {
  const allowances = allowancesOf(caller);
  if (caller === null || allowances.length === 0) return described;
  const ofCallers = permitted.get(described) ?? new WeakMap<Caller, DescribedModels>();
  permitted.set(described, ofCallers);
  const known = ofCallers.get(caller) ?? narrowed(described, destination, allowances);
  ofCallers.set(caller, known);
  return known;
}

function narrowed(
  described: DescribedModels,
  destination: Destination,
  allowances: readonly Allowance[],
): DescribedModels {
  const { provider: id, models } = described;
  const permits = (model: string) =>
    allowances.every((allowance) =>
      destination instanceof RouteDestination
        ? permitsRoute(allowance, destination)
        : allowance.permitsTarget({ providerId: id, model }),
    );
  return { ...described, models: models.filter((model) => permits(model.alias_of ?? model.id)) };
}

/** Some model of it may be asked for. */
export function isPermitted(destination: Destination, caller: Caller | null): boolean {
  return allowancesOf(caller).every((allowance) =>
    destination instanceof RouteDestination
      ? permitsRoute(allowance, destination)
      : allowance.permitsProvider(destination.definition.id),
  );
}

function permitsRoute(allowance: Allowance, { definition, targets }: RouteDestination): boolean {
  const toWanted = ({ provider, model }: RouteDestination['targets'][number]) => ({
    providerId: provider.definition.id,
    model,
  });
  return (
    allowance.permitsRoute(definition.id) ||
    targets.every((target) => allowance.permitsTarget(toWanted(target)))
  );
}
