import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Logger } from 'pino';
import { requireKeysBeyondLoopback } from './access/beyond-loopback.js';
import { Callers } from './access/callers.js';
import { AppModule } from './app.module.js';
import { configureHttp } from './configure-http.js';
import type { Environment } from './config/environment.js';
import { NestLogger } from './observability/logging/nest-logger.js';

/**
 * The whole gateway, ready to listen.
 * @throws WrongEnvironmentError where it is to listen beyond this machine, and there are no keys.
 */
export async function createGateway(
  environment: Environment,
  logger: Logger,
): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule.forEnvironment(environment), {
    bodyParser: false,
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  try {
    requireKeysBeyondLoopback(environment.server, app.get(Callers));
  } catch (error) {
    await app.close();
    throw error;
  }
  configureHttp(app, environment.server, logger);
  return app;
}
