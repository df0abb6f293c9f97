import { Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { LlmProvidersModule } from 'tollgate';
import { GreetingsController } from './greetings.controller.js';

/** A host application. Tollgate's settings come from the host's own `ConfigService`: `.env` and the environment. */
@Module({
  imports: [
    ConfigModule.forRoot({ isGlobal: true }),
    // Leave out httpRoutes to serve POST /agents/llm-providers/{provider} from this application as well.
    LlmProvidersModule.forRoot({ httpRoutes: false }),
  ],
  controllers: [GreetingsController],
})
export class AppModule {}
