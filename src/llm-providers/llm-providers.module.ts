import {
  ConfigurableModuleBuilder,
  Inject,
  Module,
  type DynamicModule,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { CLOCK, systemClock, type Clock } from '../common/clock.js';
import { RANDOM, type Random } from '../common/random.js';
import { createUpstreamTransport, type UpstreamTransport } from '../common/http/upstream-fetch.js';
import { COMPLETION_LIMITS, type CompletionLimits } from '../completions/completion-call.js';
import { ProviderHealth } from '../completions/provider-health.js';
import { REPORTED_ENDS } from '../completions/reported-ends.js';
import { DEFAULT_CIRCUIT_BREAKERS } from '../policies/circuit-breaker/circuit-breakers.js';
import { DEFAULT_RETRY_LIMITS } from '../policies/retry/retry.policy.js';
import { CompletionsService } from '../completions/completions.service.js';
import {
  LLM_PROVIDERS_SETTINGS,
  readLlmProvidersSettings,
  type LlmProvidersSettings,
} from '../config/settings.js';
import { NO_OPERATOR_CONFIG, OPERATOR_CONFIG, type OperatorConfig } from '../config/operator-config.js';
import type { VariableValue } from '../config/variable.js';
import type { LlmProvider } from '../port/llm-provider.js';
import { createDestinations } from '../routing/create-destinations.js';
import { DESTINATIONS, DestinationRegistry } from '../routing/destination.registry.js';
import { AGENT_STATUS, agentStatus } from '../surfaces/agents/agent-status.js';
import { catalogFor } from './catalog.js';
import { LlmAgentRegistry, NAMED_AGENTS } from '../surfaces/agents/llm-agent.registry.js';
import { LlmAgentsController } from '../surfaces/agents/llm-agents.controller.js';
import type { LlmAgent } from '../surfaces/agents/llm-agent.js';
import { AGENT_SERVICES } from '../surfaces/agents/services/agent-services.js';
import { AnthropicCalls } from '../surfaces/anthropic/anthropic-calls.js';
import { AnthropicModelsController } from '../surfaces/anthropic/anthropic-models.controller.js';
import { MessagesController } from '../surfaces/anthropic/messages.controller.js';
import { MessagesService } from '../surfaces/anthropic/messages.service.js';
import { GeminiCalls } from '../surfaces/gemini/gemini-calls.js';
import { GeminiController } from '../surfaces/gemini/gemini.controller.js';
import { GeminiModelsController } from '../surfaces/gemini/gemini-models.controller.js';
import { GeminiModels } from '../surfaces/gemini/gemini-models.js';
import { GeminiService } from '../surfaces/gemini/gemini.service.js';
import { StableGeminiController } from '../surfaces/gemini/stable-gemini.controller.js';
import { StableGeminiModelsController } from '../surfaces/gemini/stable-gemini-models.controller.js';
import { OpenAiCalls } from '../surfaces/openai/openai-calls.js';
import { OpenAiChatController } from '../surfaces/openai/openai-chat.controller.js';
import { OpenAiChats } from '../surfaces/openai/openai-chats.js';
import { AgentAnswers } from '../surfaces/agents/agent-answers.js';
import { QuickAgents } from '../surfaces/agents/quick-agents.js';
import { QuickChat } from '../surfaces/openai/quick-chat.js';
import { OpenAiEmbeddingsController } from '../surfaces/openai/openai-embeddings.controller.js';
import { OpenAiModelsController } from '../surfaces/openai/openai-models.controller.js';
import { OpenAiModelsService } from '../surfaces/openai/openai-models.service.js';
import { OpenAiTextCompletionsController } from '../surfaces/openai/openai-text-completions.controller.js';
import { ResponsesController } from '../surfaces/openai/responses/responses.controller.js';
import { OwnedResponses } from '../surfaces/openai/responses/owned/owned-responses.js';
import { StoredResponses } from '../surfaces/openai/responses/stored-responses.js';
import { StoredResponsesController } from '../surfaces/openai/responses/stored-responses.controller.js';
import { PermittedModels } from '../surfaces/permitted-models.js';
import { ServedModels } from '../surfaces/served-models.js';
import { ModelRouter } from '../routing/model-router.js';
import { PRICE_OVERLAY } from '../port/price-overlay.js';
import { PriceBook } from '../pricing/price-book.js';
import { ModelListRefresher } from '../routing/model-lists/model-list.refresher.js';
import { ModelListService } from '../routing/model-lists/model-list.service.js';
import { UPSTREAM_TRANSPORT, wireProvider } from './provider-wiring.js';

function breakerOptions(settings: LlmProvidersSettings): CompletionLimits['breaker'] {
  const { BREAKER_MINIMUM_CALLS: minimumCalls, BREAKER_WINDOW_MS: windowMs } = settings;
  if (minimumCalls === 0 || settings.BREAKER_CONSECUTIVE_FAILURES === 0) return null;
  return {
    ...DEFAULT_CIRCUIT_BREAKERS,
    minimumCalls,
    windowMs,
    maxAgeMs: Math.max(windowMs, DEFAULT_CIRCUIT_BREAKERS.maxAgeMs),
    failureRate: settings.BREAKER_FAILURE_PERCENT / 100,
    openMs: settings.BREAKER_OPEN_MS,
  };
}

/** What a host application may say to `LlmProvidersModule.forRoot`. */
export interface LlmProvidersModuleExtras {
  /** Serve `/agents/llm-providers` and `/v1`. false: the services only. Default true. */
  readonly httpRoutes?: boolean;
  /** What the operator says of providers beyond variables; `readOperatorConfig` reads it from a file. */
  readonly operatorConfig?: OperatorConfig;
  /** Of deadlines, breakers and limits. Default: the machine's own. */
  readonly clock?: Clock;
}

const CONTROLLERS = [
  LlmAgentsController,
  MessagesController,
  // before OpenAI's, to which they leave what is not for them
  AnthropicModelsController,
  StableGeminiModelsController,
  OpenAiChatController,
  OpenAiTextCompletionsController,
  OpenAiEmbeddingsController,
  ResponsesController,
  StoredResponsesController,
  OpenAiModelsController,
  GeminiController,
  StableGeminiController,
  GeminiModelsController,
];

const { ConfigurableModuleClass } = new ConfigurableModuleBuilder({ moduleName: 'LlmProviders' })
  .setClassMethodName('forRoot')
  .setExtras<LlmProvidersModuleExtras>({ httpRoutes: true }, (definition, extras) => ({
    ...definition,
    ...partsFor(extras.operatorConfig ?? NO_OPERATOR_CONFIG, extras.clock ?? systemClock),
    controllers: extras.httpRoutes === false ? [] : CONTROLLERS,
  }))
  .build();

/** What depends on the catalogue: it is known when the module is made, and not before. */
function partsFor(operator: OperatorConfig, clock: Clock): Pick<DynamicModule, 'providers'> {
  const wired = catalogFor(operator).map(wireProvider);
  return {
    providers: [
      { provide: CLOCK, useValue: clock },
      { provide: OPERATOR_CONFIG, useValue: operator },
      ...wired.flatMap(({ nestProviders }) => nestProviders),
      {
        provide: DESTINATIONS,
        useFactory: (random: Random, settings: LlmProvidersSettings, ...providers: LlmProvider[]) =>
          createDestinations(providers, { operator, disabled: settings.DISABLED_PROVIDERS, random }),
        inject: [RANDOM, LLM_PROVIDERS_SETTINGS, ...wired.map(({ adapterToken }) => adapterToken)],
      },
    ],
  };
}

/** All providers, their agents and their routes. Settings come from the host's `ConfigService`. */
@Module({
  imports: [ConfigModule],
  providers: [
    { provide: RANDOM, useValue: Math.random },
    { provide: PriceBook, useFactory: () => new PriceBook() },
    { provide: PRICE_OVERLAY, useExisting: PriceBook },
    {
      provide: LLM_PROVIDERS_SETTINGS,
      useFactory: (config: ConfigService) =>
        readLlmProvidersSettings((name) => config.get<VariableValue>(name)),
      inject: [ConfigService],
    },
    {
      provide: COMPLETION_LIMITS,
      useFactory: (settings: LlmProvidersSettings): CompletionLimits => ({
        totalTimeoutMs: settings.UPSTREAM_TOTAL_TIMEOUT_MS,
        firstTokenTimeoutMs: settings.UPSTREAM_FIRST_TOKEN_TIMEOUT_MS,
        chunkGapTimeoutMs: settings.UPSTREAM_IDLE_TIMEOUT_MS,
        readerPatienceMs: settings.CLIENT_STALL_TIMEOUT_MS,
        maxCallsPerProvider: settings.MAX_CALLS_PER_PROVIDER,
        breaker: breakerOptions(settings),
        retry: {
          ...DEFAULT_RETRY_LIMITS,
          maxRetries: settings.UPSTREAM_MAX_RETRIES,
          maxRetryAfterMs: settings.UPSTREAM_MAX_RETRY_AFTER_MS,
        },
      }),
      inject: [LLM_PROVIDERS_SETTINGS],
    },
    {
      provide: AGENT_STATUS,
      useFactory: (settings: LlmProvidersSettings) => agentStatus(settings.AGENT_ERROR_STATUS),
      inject: [LLM_PROVIDERS_SETTINGS],
    },
    {
      provide: UPSTREAM_TRANSPORT,
      useFactory: (settings: LlmProvidersSettings) =>
        createUpstreamTransport(
          {
            connectTimeoutMs: settings.UPSTREAM_CONNECT_TIMEOUT_MS,
            firstByteTimeoutMs: settings.UPSTREAM_FIRST_BYTE_TIMEOUT_MS,
            idleTimeoutMs: settings.UPSTREAM_IDLE_TIMEOUT_MS,
            maxAnswerBytes: settings.UPSTREAM_MAX_ANSWER_BYTES,
            maxWholeAnswerBytes: settings.UPSTREAM_MAX_WHOLE_ANSWER_BYTES,
            maxAnswerValues: settings.UPSTREAM_MAX_ANSWER_VALUES,
          },
          {
            usesHttp2: settings.UPSTREAM_HTTP2,
            httpProxy: settings.HTTP_PROXY,
            httpsProxy: settings.HTTPS_PROXY,
            noProxy: settings.NO_PROXY,
          },
        ),
      inject: [LLM_PROVIDERS_SETTINGS],
    },
    ProviderHealth,
    CompletionsService,
    DestinationRegistry,
    ...AGENT_SERVICES,
    {
      provide: NAMED_AGENTS,
      useFactory: (...agents: LlmAgent[]) => agents,
      inject: [...AGENT_SERVICES],
    },
    LlmAgentRegistry,
    ModelListService,
    ModelRouter,
    AnthropicCalls,
    MessagesService,
    GeminiCalls,
    GeminiModels,
    GeminiService,
    PermittedModels,
    ServedModels,
    OpenAiCalls,
    OpenAiChats,
    OwnedResponses,
    StoredResponses,
    QuickChat,
    QuickAgents,
    AgentAnswers,
    OpenAiModelsService,
    { provide: REPORTED_ENDS, useExisting: ModelListService },
    ModelListRefresher,
  ],
  exports: [
    ...AGENT_SERVICES,
    LlmAgentRegistry,
    DestinationRegistry,
    CompletionsService,
    ModelListService,
    PermittedModels,
    ProviderHealth,
    QuickChat,
    QuickAgents,
    LLM_PROVIDERS_SETTINGS,
    PriceBook,
    UPSTREAM_TRANSPORT,
    CLOCK,
  ],
})
export class LlmProvidersModule extends ConfigurableModuleClass implements OnApplicationShutdown {
  constructor(@Inject(UPSTREAM_TRANSPORT) private readonly transport: UpstreamTransport) {
    super();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.transport.close();
  }
}
