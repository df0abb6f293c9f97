import { Inject, Injectable } from '@nestjs/common';
import { GatewayError } from '../../common/errors.js';
import type { LlmAgent } from './llm-agent.js';

/** The agents of all providers, in the catalogue's order. */
export const LLM_AGENTS = Symbol('LLM_AGENTS');

@Injectable()
export class LlmAgentRegistry {
  private readonly agentsById: ReadonlyMap<string, LlmAgent>;

  constructor(@Inject(LLM_AGENTS) readonly agents: readonly LlmAgent[]) {
    this.agentsById = new Map(agents.flatMap((agent) => idsOf(agent).map((id) => [id, agent] as const)));
  }

  /** @throws GatewayError `provider.unknown`, naming the providers there are. */
  get(id: string): LlmAgent {
    const agent = this.agentsById.get(id);
    if (agent) return agent;
    const known = this.agents.map(({ definition }) => definition.id).join(', ');
    throw new GatewayError('provider.unknown', `There is no such provider. Providers are: ${known}.`);
  }
}

function idsOf({ definition }: LlmAgent): string[] {
  return [definition.id, ...(definition.olderIds ?? [])];
}
