import type { Caller } from '../common/http/caller.js';
import type { Allowance } from '../governance/identity/allowance.js';
import { allowancesOf } from '../governance/identity/check-allowed.js';
import type { Destination } from '../routing/destination.js';
import { RouteDestination } from '../routing/route-destination.js';
import type { DescribedModels } from './describe-models.js';

/** By what permits them, which is another list as soon as it changes: what is made of them need not be made anew. */
const permitted = new WeakMap<DescribedModels, WeakMap<readonly Allowance[], DescribedModels>>();

/** Models that a caller may ask for, and no others; `described` itself where it may ask for all. */
export function permittedModels(
  described: DescribedModels,
  destination: Destination,
  caller: Caller | null,
): DescribedModels {
  const allowances = allowancesOf(caller);
  if (allowances.length === 0) return described;
  const ofDescribed = permitted.get(described) ?? new WeakMap<readonly Allowance[], DescribedModels>();
  permitted.set(described, ofDescribed);
  const known = ofDescribed.get(allowances) ?? narrowed(described, destination, allowances);
  ofDescribed.set(allowances, known);
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
