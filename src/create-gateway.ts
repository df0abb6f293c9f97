import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Logger } from 'pino';
import { requireKeysBeyondLoopback } from './access/beyond-loopback.js';
import { Callers } from './access/callers.js';
import { AppModule } from './app.module.js';
import { systemClock, type Clock } from './common/clock.js';
import { configureHttp } from './configure-http.js';
import type { Environment } from './config/environment.js';
import { NestLogger } from './observability/logging/nest-logger.js';

/**
 * The whole gateway, ready to listen.
 * @param clock of its deadlines, periods and limits.
 * @throws WrongEnvironmentError where it is to listen beyond this machine, and there are no keys.
 */
export async function createGateway(
  environment: Environment,
  logger: Logger,
  clock: Clock = systemClock,
): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule.forEnvironment(environment, clock), {
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
