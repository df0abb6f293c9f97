import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/http/caller.js';
import type { Allowance } from '../governance/identity/allowance.js';
import { allowancesOf, type Everybody } from '../governance/identity/check-allowed.js';
import type { Destination } from '../routing/destination.js';
import { RouteDestination } from '../routing/route-destination.js';
import type { DescribedModels } from './describe-models.js';

/** In an application of somebody's own nobody says what may be asked for. */
const NOBODY_BOUND: Everybody = Object.freeze({ allowancesForAll: Object.freeze([]) });

/** Models that callers may ask for, and no others. */
@Injectable()
export class PermittedModels {
  private everybody = NOBODY_BOUND;
  /** By what permits them, which is another list as soon as it changes: what is made of them need not be made anew. */
  private readonly narrowed = new WeakMap<DescribedModels, WeakMap<readonly Allowance[], DescribedModels>>();

  /** By whom callers without a key are bound. */
  boundBy(everybody: Everybody): void {
    this.everybody = everybody;
  }

  /** All of these have to permit; none = everything is permitted. The same list until something changes. */
  allowancesOf(caller: Caller | null): readonly Allowance[] {
    return allowancesOf(caller, this.everybody);
  }

  /** `described` itself where its caller may ask for all. */
  of(described: DescribedModels, destination: Destination, caller: Caller | null): DescribedModels {
    const allowances = this.allowancesOf(caller);
    if (allowances.length === 0) return described;
    const ofDescribed = this.narrowed.get(described) ?? new WeakMap<readonly Allowance[], DescribedModels>();
    this.narrowed.set(described, ofDescribed);
    const known = ofDescribed.get(allowances) ?? narrow(described, destination, allowances);
    ofDescribed.set(allowances, known);
    return known;
  }

  /** Some model of it may be asked for. */
  isPermitted(destination: Destination, caller: Caller | null): boolean {
    return this.allowancesOf(caller).every((allowance) =>
      destination instanceof RouteDestination
        ? permitsRoute(allowance, destination)
        : allowance.permitsProvider(destination.definition.id),
    );
  }
}

function narrow(
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
