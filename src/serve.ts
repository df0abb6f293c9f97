import { earlySignals, endStartUp } from './lifecycle/start-up-signals.js';
import 'reflect-metadata';
import { loadConfigFile } from './config/config-file/load-config-file.js';
import { WrongConfigFileError } from './config/config-file/wrong-config-file.error.js';
import {
  loadEnvironmentTexts,
  readEnvironment,
  WrongEnvironmentError,
  type Environment,
} from './config/environment.js';
import { createGateway } from './create-gateway.js';
import { SHIPPED_DEFINITIONS } from './llm-providers/catalog.js';
import { announce } from './lifecycle/announce.js';
import { shutDownOnSignals } from './lifecycle/shutdown.js';
import { createLogger } from './observability/logging/create-logger.js';
import { MetricsService } from './observability/metrics/metrics.service.js';

async function main(): Promise<void> {
  await earlySignals();
  const environment = environmentOrExit();
  const { server } = environment;
  const logger = createLogger(server);
  const app = await createGateway(environment, logger);
  app.get(MetricsService).watchProcess();
  await app.listen(server.PORT, server.HOST);
  shutDownOnSignals(app, logger, server.DRAIN_TIMEOUT_MS);
  endStartUp();
  announce(app, logger, environment);
}

function environmentOrExit(): Environment {
  try {
    const texts = loadEnvironmentTexts();
    return readEnvironment(texts, SHIPPED_DEFINITIONS, loadConfigFile(texts, SHIPPED_DEFINITIONS));
  } catch (error) {
    if (!(error instanceof WrongEnvironmentError || error instanceof WrongConfigFileError)) throw error;
    process.stderr.write(`Tollgate cannot start: its configuration is wrong.\n${error.message}\n`);
    process.exit(1);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`Tollgate cannot start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
