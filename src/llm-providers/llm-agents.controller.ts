import { Body, Controller, Get, HttpCode, Inject, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { Request, Response } from 'express';
import { sendEventStream } from '../common/http/event-stream.js';
import { addLogFields } from '../common/http/log-fields.js';
import { abortSignalOf } from '../common/http/request-abort.js';
import { requestIdOf } from '../common/http/request-id.js';
import { AgentErrorFilter } from './agent-error.filter.js';
import { AGENT_STATUS, type AgentStatus } from './agent-status.js';
import { ApiListProviders, ApiPrompt } from './dto/agent-api.decorators.js';
import type { ProviderDto, ProviderListDto } from './dto/provider-list.dto.js';
import { toLogFields } from './call-log-fields.js';
import type { LlmAgent, WholeAnswer } from './llm-agent.js';
import { LlmAgentRegistry } from './llm-agent.registry.js';

export const AGENTS_PATH = 'agents/llm-providers';

/** One route for all providers of the catalogue. */
@Controller(AGENTS_PATH)
@UseFilters(AgentErrorFilter)
export class LlmAgentsController {
  constructor(
    private readonly registry: LlmAgentRegistry,
    @Inject(AGENT_STATUS) private readonly statusOf: AgentStatus,
  ) {}

  @Get()
  @ApiListProviders()
  list(): ProviderListDto {
    return { providers: this.registry.agents.map(toProviderDto) };
  }

  @Post(':provider')
  @HttpCode(200)
  @ApiPrompt()
  async prompt(
    @Param('provider') provider: string,
    @Body() body: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const agent = this.registry.get(provider);
    addLogFields(response, { provider: agent.provider.definition.id });
    const context = {
      requestId: requestIdOf(request),
      signal: abortSignalOf(response),
      onEnded: (report: Parameters<typeof toLogFields>[0]) => addLogFields(response, toLogFields(report)),
    };
    const answer = await agent.handle(body, context, { prefersStream: acceptsEventStream(request) });
    response.set(answer.headers);
    if (answer.kind === 'answer') this.send(answer, response);
    else await sendEventStream(response, answer.events);
  }

  private send({ envelope, error }: WholeAnswer, response: Response): void {
    if (error) addLogFields(response, { error });
    response.status(error ? this.statusOf(error) : 200).json(envelope);
  }
}

/** Asked for by name only: a client that accepts anything gets JSON. */
function acceptsEventStream({ headers }: Request): boolean {
  return /(^|,)\s*text\/event-stream\s*(;|,|$)/i.test(headers.accept ?? '');
}

function toProviderDto({ provider: { definition, settings } }: LlmAgent): ProviderDto {
  return {
    id: definition.id,
    display_name: definition.displayName,
    configured: definition.apiKeyVariable === null || settings.apiKey !== null,
    default_model: settings.defaultModel,
    simulated: definition.isSimulated,
    endpoint: `/${AGENTS_PATH}/${definition.id}`,
  };
}
