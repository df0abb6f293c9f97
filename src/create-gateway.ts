import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Logger } from 'pino';
import { AppModule } from './app.module.js';
import { configureHttp } from './configure-http.js';
import type { Environment } from './config/environment.js';
import { NestLogger } from './observability/logging/nest-logger.js';

/** The whole gateway, ready to listen. */
export async function createGateway(
  environment: Environment,
  logger: Logger,
): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule.forEnvironment(environment), {
    bodyParser: false,
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  configureHttp(app, environment.server, logger);
  return app;
}
