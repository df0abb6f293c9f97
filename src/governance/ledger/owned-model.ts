/** A model that is named with its provider before it. */
export interface OwnedModel {
  readonly provider: string;
  /** As that provider calls it. */
  readonly name: string;
}

/**
 * With the id of a provider before it, a model is this provider's: another one, such as a router, may have a model whose
 * own name is the same text.
 * @param isProvider whether there is a provider of this id.
 * @returns `null` = it begins with no provider's id.
 */
export function ownedModel(model: string, isProvider: (id: string) => boolean): OwnedModel | null {
  const [, provider, name] = /^([^/]+)\/(.+)$/s.exec(model) ?? [];
  if (provider === undefined || name === undefined || !isProvider(provider)) return null;
  return { provider, name };
}
