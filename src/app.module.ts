import { Module, type DynamicModule } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { Callers } from './access/callers.js';
import { ApiKeyGuard } from './access/api-key.guard.js';
import { LoginAttempts } from './access/sessions/login-attempts.js';
import { Sessions } from './access/sessions/sessions.js';
import { termsOf } from './access/sessions/terms.js';
import { CLOCK, type Clock } from './common/clock.js';
import { GatewayErrorFilter } from './common/http/gateway-error.filter.js';
import { CompletionsService } from './completions/completions.service.js';
import { NO_CAPTURE_CONFIG } from './config/capture-config.js';
import { ENVIRONMENT, type Environment } from './config/environment.js';
import { NO_CALLERS_CONFIG } from './config/callers-config.js';
import type { OperatorConfig } from './config/operator-config.js';
import { NO_SPENDING_CONFIG } from './config/spending-config.js';
import { SERVER_SETTINGS } from './config/settings.js';
import { SessionAudit } from './governance/audit/session-audit.js';
import { declaredIdentity } from './governance/identity/declared-identity.js';
import { Identity } from './governance/identity/identity.js';
import { Governance } from './governance/governance.js';
import { MemoryLimitStore } from './governance/limits/memory-limit-store.js';
import { sharedLimitsProvider } from './governance/limits/shared-limits.provider.js';
import type { SharedLimits } from './governance/limits/shared-limits.js';
import { SHARED_LIMITS } from './governance/limits/sharing.js';
import { DrainService } from './lifecycle/drain.service.js';
import { LlmProvidersModule } from './llm-providers/llm-providers.module.js';
import { HealthController } from './observability/health/health.controller.js';
import { EntranceController } from './openapi/entrance.controller.js';
import type { UpstreamTransport } from './common/http/upstream-fetch.js';
import { KeptAnswersTally } from './governance/kept-answers-tally.js';
import { MoneyTally } from './governance/alerts/money-tally.js';
import type { WebhookTarget } from './governance/alerts/webhook.js';
import { UPSTREAM_TRANSPORT } from './llm-providers/provider-wiring.js';
import { PriceBook } from './pricing/price-book.js';
import { DestinationRegistry } from './routing/destination.registry.js';
import { ModelListService } from './routing/model-lists/model-list.service.js';
import { ConsoleController } from './surfaces/console/console.controller.js';
import { SessionController } from './surfaces/console/session.controller.js';
import { SINGLE_SIGN_ON } from './surfaces/console/single-sign-on.token.js';
import { IDEMPOTENCY_PROVIDERS } from './surfaces/idempotency/idempotency.providers.js';
import { OwnKeyController } from './surfaces/own-key/own-key.controller.js';
import { AdminReportsController } from './surfaces/reports/admin-reports.controller.js';
import { OwnReportsController } from './surfaces/reports/own-reports.controller.js';
import { PermittedModels } from './surfaces/permitted-models.js';
import { SURFACE_ERRORS } from './surfaces/surface-errors.js';
import { STORE, type Store } from './storage/store.js';
import { storePlaceOf } from './storage/store-place.js';
import { StoreCloser } from './storage/store-closer.js';
import { storeProvider } from './storage/store.provider.js';
import { SHEDDING_PROVIDERS } from './shedding/shedding.providers.js';
import { MetricsServer } from './observability/metrics/metrics-server.js';
import { MetricsController } from './observability/metrics/metrics.controller.js';
import { LaterWork } from './observability/later-work.js';
import { MetricsService } from './observability/metrics/metrics.service.js';
import { tracesProvider, TracesCloser } from './observability/traces/traces.provider.js';

const loadAdmin = () =>
  require('./surfaces/admin/admin.module.js') as typeof import('./surfaces/admin/admin.module.js');

const loadOidc = () =>
  require('./surfaces/console/oidc.module.js') as typeof import('./surfaces/console/oidc.module.js');

/** The gateway as a service: the list of its modules. */
@Module({})
export class AppModule {
  /** `ConfigService` answers from the checked environment, and from nothing else. */
  static forEnvironment(environment: Environment, gatewayClock: Clock): DynamicModule {
    const { server, texts, operator, secrets } = environment;
    const oidc = server.OIDC_ISSUER === '' ? null : loadOidc();
    const admin = server.ADMIN_API_KEY === null && !oidc ? null : loadAdmin();
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot({
          isGlobal: true,
          ignoreEnvFile: true,
          skipProcessEnv: true,
          load: [() => texts],
        }),
        LlmProvidersModule.forRoot({ operatorConfig: operator, clock: gatewayClock }),
      ],
      controllers: [
        EntranceController,
        HealthController,
        OwnReportsController,
        OwnKeyController,
        SessionController,
        ...(server.METRICS_PORT === 0 ? [MetricsController] : []),
        ...(admin ? [...admin.ADMIN_CONTROLLERS, AdminReportsController] : []),
        ...(oidc?.OIDC_CONTROLLERS ?? []),
        ConsoleController,
      ],
      providers: [
        { provide: ENVIRONMENT, useValue: environment },
        { provide: SERVER_SETTINGS, useValue: server },
        storeProvider(storePlaceOf(server, keepsRecords(operator))),
        StoreCloser,
        sharedLimitsProvider(server),
        {
          provide: Identity,
          useFactory: async (store: Store | null, clock: Clock, permitted: PermittedModels) => {
            const identity = new Identity(store, clock, declaredIdentity(operator.callers, texts));
            await identity.open();
            permitted.boundBy(identity.directory);
            return identity;
          },
          inject: [STORE, CLOCK, PermittedModels],
        },
        {
          provide: Sessions,
          useFactory: (store: Store | null, clock: Clock) =>
            new Sessions(clock, server, { store, terms: termsOf(server) }),
          inject: [STORE, CLOCK],
        },
        LoginAttempts,
        {
          provide: SessionAudit,
          useFactory: (store: Store | null, clock: Clock) => new SessionAudit(store, clock),
          inject: [STORE, CLOCK],
        },
        {
          provide: SINGLE_SIGN_ON,
          useFactory: (store: Store | null, clock: Clock, transport: UpstreamTransport) =>
            oidc?.openSingleSignOn(server, { clock, store, transport }) ?? null,
          inject: [STORE, CLOCK, UPSTREAM_TRANSPORT],
        },
        Callers,
        ...(admin?.ADMIN_PROVIDERS ?? []),
        DrainService,
        ...SHEDDING_PROVIDERS,
        { provide: MoneyTally, useFactory: () => new MoneyTally() },
        { provide: KeptAnswersTally, useFactory: () => new KeptAnswersTally() },
        LaterWork,
        tracesProvider(server, { capture: operator.capture ?? NO_CAPTURE_CONFIG, secrets }),
        TracesCloser,
        MetricsService,
        MetricsServer,
        {
          provide: Governance,
          useFactory: (
            completions: CompletionsService,
            outputLimits: ModelListService,
            clock: Clock,
            store: Store | null,
            identity: Identity,
            destinations: DestinationRegistry,
            sharedLimits: SharedLimits | null,
            prices: PriceBook,
            tally: MoneyTally,
            transport: UpstreamTransport,
          ) =>
            Governance.open({
              completions,
              outputLimits,
              clock,
              store,
              identity,
              spending: operator.spending,
              routes: (id) => destinations.planOfRoute(id),
              limits: sharedLimits ?? new MemoryLimitStore(clock),
              prices,
              tally,
              webhook: webhookOf(operator, texts, transport),
              retentionDays: server.LEDGER_RETENTION_DAYS,
              onNodes: (count) => sharedLimits?.heardOf(count),
              capture: operator.capture,
              secrets,
            }),
          inject: [
            CompletionsService,
            ModelListService,
            CLOCK,
            STORE,
            Identity,
            DestinationRegistry,
            SHARED_LIMITS,
            PriceBook,
            MoneyTally,
            UPSTREAM_TRANSPORT,
          ],
        },
        { provide: APP_GUARD, useClass: ApiKeyGuard },
        ...IDEMPOTENCY_PROVIDERS,
        { provide: APP_FILTER, useValue: new GatewayErrorFilter(SURFACE_ERRORS) },
      ],
    };
  }
}

/** The file has keys, teams, users or budgets, or says that something is captured. */
function keepsRecords({ callers, spending, capture = NO_CAPTURE_CONFIG }: OperatorConfig): boolean {
  if ([capture.mode, ...capture.routes.values()].some((mode) => mode !== 'off')) return true;
  const { everything, selectors } = spending ?? NO_SPENDING_CONFIG;
  const { keys, scopes } = callers ?? NO_CALLERS_CONFIG;
  return everything.budgets.length + selectors.length + keys.length + scopes.length > 0;
}

const WEBHOOK_LIMITS = {
  connectTimeoutMs: 5_000,
  firstByteTimeoutMs: 10_000,
  idleTimeoutMs: 5_000,
  maxAnswerBytes: 65_536,
  maxWholeAnswerBytes: 65_536,
} as const;

/** Its secret is set: the start was refused otherwise. */
function webhookOf(
  { spending }: OperatorConfig,
  texts: Readonly<Record<string, string>>,
  transport: UpstreamTransport,
): WebhookTarget | null {
  const { webhook } = spending ?? NO_SPENDING_CONFIG;
  if (webhook === null) return null;
  const secret = texts[webhook.secretVariable] ?? '';
  return { url: webhook.url, secret, fetch: transport.fetchWithin(WEBHOOK_LIMITS) };
}
