import { Inject, Injectable } from '@nestjs/common';
import { CompletionsService } from '../../completions/completions.service.js';
import type { Destination } from '../../routing/destination.js';
import { DestinationRegistry } from '../../routing/destination.registry.js';
import { LlmAgent } from './llm-agent.js';

/** The agents that have a class of their own. */
export const NAMED_AGENTS = Symbol('NAMED_AGENTS');

/** An agent for every destination; one without a class of its own gets one made up. */
@Injectable()
export class LlmAgentRegistry {
  /** Providers in the catalogue's order, and then routes. */
  readonly agents: readonly LlmAgent[];
  private readonly byDestination: ReadonlyMap<Destination, LlmAgent>;

  constructor(
    private readonly destinations: DestinationRegistry,
    completions: CompletionsService,
    @Inject(NAMED_AGENTS) named: readonly LlmAgent[],
  ) {
    const agentOf = (destination: Destination) =>
      named.find((agent) => agent.destination === destination) ?? new LlmAgent(destination, completions);
    this.byDestination = new Map(
      destinations.all.map((destination) => [destination, agentOf(destination)] as const),
    );
    this.agents = [...this.byDestination.values()];
  }

  /**
   * @param id of a provider or a route.
   * @throws GatewayError `provider.unknown`, naming the providers there are.
   */
  get(id: string): LlmAgent {
    return this.byDestination.get(this.destinations.get(id))!;
  }
}
