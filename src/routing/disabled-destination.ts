import type { ProviderDefinition } from '../port/provider-definition.js';
import type { CallPlan, Destination } from './destination.js';

/**
 * A provider that the operator disabled, for code of this process that injects its agent all the same: it is in no
 * list, and every call to it fails as one to an unknown provider does.
 */
export class DisabledDestination implements Destination {
  readonly isConfigured = false;

  /** @param refuse throws what a caller of an unknown provider is told. */
  constructor(
    readonly definition: ProviderDefinition,
    private readonly refuse: () => never,
  ) {}

  get defaultModel(): string {
    return this.definition.defaultModel;
  }

  /** @throws GatewayError `provider.unknown` */
  plan(): CallPlan {
    return this.refuse();
  }
}
