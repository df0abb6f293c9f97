import { GatewayError } from '../common/errors.js';
import type { ProviderDestination } from './provider-destination.js';

/** More candidates than this are not named in a refusal. */
const MAX_NAMED = 5;

/** A provider says so of a name without being asked: by an alias, or the family that the name belongs to. */
export function claims({ provider }: ProviderDestination, model: string): boolean {
  const { definition, settings } = provider;
  return (
    settings.modelAliases.has(model) ||
    Object.hasOwn(definition.modelAliases, model) ||
    definition.ownModels?.test(model) === true
  );
}

/** A bare name that several providers have: which they are, by names that tell them apart. */
export function severalOwners(model: string, owners: readonly ProviderDestination[]): GatewayError {
  const names = owners.slice(0, MAX_NAMED).map(({ definition }) => `${definition.id}/${model}`);
  const message = `Several providers have the model "${model}". Name one of them: ${names.join(', ')}.`;
  return new GatewayError('request.invalid', message, { param: 'model', fault: 'wrong_value' });
}
