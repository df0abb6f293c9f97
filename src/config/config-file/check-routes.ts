import type { ProviderDefinition } from '../../port/provider-definition.js';
import { nearestTo } from './complaints.js';
import type { ConfigPath } from './config-path.js';
import type { FileContent, FileRoute, FileRouteTarget } from './file-content.js';

/** Something that is wrong, and where. */
export interface Problem {
  readonly path: ConfigPath;
  readonly words: string;
}

/**
 * What is wrong with the routes.
 * @param shipped the providers that ship.
 */
export function routeProblems(
  { routes, providers }: FileContent,
  shipped: readonly ProviderDefinition[],
): Problem[] {
  const known = knownProviders(shipped, providers ?? []);
  const taken = new Set(known);
  return (routes ?? []).flatMap((route, index) => {
    const isTaken = taken.has(route.id);
    taken.add(route.id);
    return [
      ...(isTaken ? [{ path: ['id'], words: 'is taken: a provider, or a route above, has it' }] : []),
      ...targetProblems(route, known),
      ...simulatorProblems(route, shipped),
    ].map(({ path, words }): Problem => ({ path: ['routes', index, ...path], words }));
  });
}

function knownProviders(
  shipped: readonly ProviderDefinition[],
  own: readonly { readonly id: string }[],
): string[] {
  return [...shipped.flatMap(({ id, olderIds = [] }) => [id, ...olderIds]), ...own.map(({ id }) => id)];
}

function targetProblems({ strategy = 'ordered', targets }: FileRoute, known: readonly string[]): Problem[] {
  return targets.flatMap((target, index) => {
    const path = (key: string) => ['targets', index, key];
    return [
      ...(known.includes(target.provider) ? [] : [{ path: path('provider'), words: unknown(target, known) }]),
      ...(target.weight !== undefined && strategy === 'ordered'
        ? [{ path: path('weight'), words: 'has a meaning only with strategy: weighted' }]
        : []),
    ];
  });
}

function unknown({ provider }: FileRouteTarget, known: readonly string[]): string {
  const nearest = nearestTo(provider, known);
  return `is no provider; ${nearest === null ? `known are ${known.join(', ')}` : `did you mean ${nearest}?`}`;
}

/** A simulator never stands in for a real provider. */
function simulatorProblems({ targets }: FileRoute, shipped: readonly ProviderDefinition[]): Problem[] {
  const simulated = shipped.filter(({ isSimulated }) => isSimulated).map(({ id }) => id);
  const isSimulated = targets.map(({ provider }) => simulated.includes(provider));
  const isMixed = isSimulated.includes(true) && isSimulated.includes(false);
  return isMixed
    ? [{ path: ['targets'], words: 'mix a simulator with real providers, and it would stand in for them' }]
    : [];
}
