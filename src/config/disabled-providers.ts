import type { ProviderDefinition } from '../port/provider-definition.js';
import type { OperatorRoute } from './operator-config.js';

type KnownProvider = Pick<ProviderDefinition, 'id' | 'olderIds'>;

/** A provider answers to its older ids as well. */
export function isDisabled({ id, olderIds = [] }: KnownProvider, disabled: readonly string[]): boolean {
  return [id, ...olderIds].some((name) => disabled.includes(name));
}

/**
 * What is wrong with `DISABLED_PROVIDERS`, a line each: ids of no provider, none left, and routes that name one.
 * @param providers all there are, those of the operator's file included.
 */
export function disabledProviderComplaints(
  disabled: readonly string[],
  providers: readonly KnownProvider[],
  routes: readonly OperatorRoute[],
): string[] {
  const namedBy = (name: string) =>
    providers.find(({ id, olderIds = [] }) => id === name || olderIds.includes(name));
  const unknown = disabled.filter((id) => !namedBy(id));
  const ids = providers.map(({ id }) => id).join(', ');
  const isNoneLeft = providers.every((provider) => isDisabled(provider, disabled));
  const targets = routes.flatMap(({ id, targets: ofRoute }) =>
    ofRoute.map(({ providerId }) => ({ route: id, provider: namedBy(providerId) })),
  );
  const named = targets.filter(({ provider }) => provider && isDisabled(provider, disabled));
  const inRoutes = new Set(
    named.map(
      ({ route, provider }) => `the route "${route}" names "${provider!.id}", which is disabled; change one`,
    ),
  );
  return [
    ...unknown.map((id) => `accepted are ids of providers (${ids}); given was ${JSON.stringify(id)}`),
    ...(isNoneLeft ? ['at least one provider must be left'] : []),
    ...inRoutes,
  ].map((words) => `DISABLED_PROVIDERS: ${words}`);
}
