import { Module, type DynamicModule } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { ApiKeyGuard } from './access/api-key.guard.js';
import { GatewayErrorFilter } from './common/http/gateway-error.filter.js';
import type { Environment } from './config/environment.js';
import { SERVER_SETTINGS } from './config/settings.js';
import { DrainService } from './lifecycle/drain.service.js';
import { LlmProvidersModule } from './llm-providers/llm-providers.module.js';
import { HealthController } from './observability/health/health.controller.js';

/** The gateway as a service: the list of its modules. */
@Module({})
export class AppModule {
  /** `ConfigService` answers from the checked environment, and from nothing else. */
  static forEnvironment({ server, texts, operator }: Environment): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot({
          isGlobal: true,
          ignoreEnvFile: true,
          skipProcessEnv: true,
          load: [() => texts],
        }),
        LlmProvidersModule.forRoot({ operatorConfig: operator }),
      ],
      controllers: [HealthController],
      providers: [
        { provide: SERVER_SETTINGS, useValue: server },
        DrainService,
        { provide: APP_GUARD, useClass: ApiKeyGuard },
        { provide: APP_FILTER, useClass: GatewayErrorFilter },
      ],
    };
  }
}
