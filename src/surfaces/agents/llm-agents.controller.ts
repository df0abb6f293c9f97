import { Body, Controller, Get, HttpCode, Inject, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CLOCK, type Clock } from '../../common/clock.js';
import { addLogFields, logAfter } from '../../common/http/log-fields.js';
import { ProviderHealth } from '../../completions/provider-health.js';
import { AgentErrorFilter } from './agent-error.filter.js';
import { AGENTS_PATH } from './agents-path.js';
import { AgentAnswers } from './agent-answers.js';
import { callerOf as callerBehind } from '../../common/http/caller.js';
import { PermittedModels } from '../permitted-models.js';
import type { ModelListDto } from './dto/model-list.dto.js';
import type { ProviderDto, ProviderListDto } from './dto/provider-list.dto.js';
import { bodyOf, describeModels, describeRoute } from '../describe-models.js';
import { ModelListService, type ModelList } from '../../routing/model-lists/model-list.service.js';
import type { LlmProvider } from '../../port/llm-provider.js';
import type { Destination } from '../../routing/destination.js';
import { ProviderDestination } from '../../routing/provider-destination.js';
import { callerOf } from '../call-context-of.js';
import { RouteDestination } from '../../routing/route-destination.js';
import { statusOfProvider, statusOfRoute, targetStates } from './asking-status.js';
import type { LlmAgent } from './llm-agent.js';
import { LlmAgentRegistry } from './llm-agent.registry.js';
import { lazy } from '../../common/lazy.js';
import { Documented } from '../../openapi/documented.js';

const api = lazy(
  () => require('./dto/agent-api.decorators.js') as typeof import('./dto/agent-api.decorators.js'),
);

/** One route for all providers of the catalogue. */
@Controller(AGENTS_PATH)
@UseFilters(AgentErrorFilter)
export class LlmAgentsController {
  constructor(
    private readonly registry: LlmAgentRegistry,
    private readonly modelLists: ModelListService,
    private readonly answers: AgentAnswers,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly health: ProviderHealth,
    private readonly permittedModels: PermittedModels,
  ) {}

  @Get()
  @Documented(() => api().ApiListProviders())
  list(@Req() request: Request): ProviderListDto {
    const caller = callerBehind(request);
    const permitted = this.registry.agents.filter(({ destination }) =>
      this.permittedModels.isPermitted(destination, caller),
    );
    return { providers: permitted.map((agent) => toProviderDto(agent, this.health)) };
  }

  @Get(':provider/models')
  @Documented(() => api().ApiListModels())
  async models(
    @Param('provider') id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { destination } = this.registry.get(id);
    addLogFields(response, { provider: destination.definition.id });
    const all = await this.describe(destination, request, response);
    const description = this.permittedModels.of(all, destination, callerBehind(request));
    response.type('json').send(await bodyOf(description));
  }

  @Post(':provider')
  @HttpCode(200)
  @Documented(() => api().ApiPrompt())
  async prompt(
    @Param('provider') provider: string,
    @Body() body: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.answers.answer(this.registry.get(provider), body, request, response);
  }

  /** @throws GatewayError `client.gone` */
  private async describe(
    destination: Destination,
    request: Request,
    response: Response,
  ): Promise<ModelListDto> {
    if (!(destination instanceof ProviderDestination)) return describeRoute(destination);
    const { provider } = destination;
    return describeModels(provider, await logAfter(response, this.listFor(provider, request, response)));
  }

  /** @throws GatewayError `client.gone` */
  private async listFor(provider: LlmProvider, request: Request, response: Response): Promise<ModelList> {
    const list = await this.modelLists.listOf(provider, callerOf(request, response, this.clock));
    const { error } = list;
    if (error?.code === 'client.gone') {
      addLogFields(response, { error });
      throw error;
    }
    // The request itself is answered well, from what is known without the list.
    if (error) addLogFields(response, { list_error_code: error.code });
    return list;
  }
}

function openModels(health: ProviderHealth, providerId: string): string[] {
  return health.failingModelsOf(providerId).map(({ model }) => model);
}

function toProviderDto(
  { definition, defaultModel, isConfigured, destination }: LlmAgent,
  health: ProviderHealth,
): ProviderDto {
  return {
    id: definition.id,
    display_name: definition.displayName,
    configured: isConfigured,
    default_model: defaultModel,
    simulated: definition.isSimulated,
    endpoint: `/${AGENTS_PATH}/${definition.id}`,
    open_breakers: openModels(health, definition.id),
    keys_in_cooldown: health.keysInCooldown(definition.id),
    ...standingOf(destination, health),
  };
}

function standingOf(destination: Destination, health: ProviderHealth) {
  if (destination instanceof RouteDestination) {
    const states = targetStates(health, destination);
    return {
      status: statusOfRoute(states),
      targets: states.map(({ target }) => target),
      target_states: states,
    };
  }
  const status =
    destination instanceof ProviderDestination ? statusOfProvider(health, destination.provider) : 'no_key';
  return { status, targets: [], target_states: [] } as const;
}
