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
import { returnStartUpMemory } from './lifecycle/start-up-memory.js';
import { createLogger } from './observability/logging/create-logger.js';
import { MetricsService } from './observability/metrics/metrics.service.js';

/**
 * Reads the environment, listens, and says so. Ends the process with 1 where its configuration is wrong.
 * @param onListening signals are drained from here on.
 */
export async function serve(onListening: () => void): Promise<void> {
  const environment = environmentOrExit();
  const { server } = environment;
  const logger = createLogger(server);
  const app = await createGateway(environment, logger);
  app.get(MetricsService).watchProcess();
  await app.init();
  returnStartUpMemory();
  await app.listen(server.PORT, server.HOST);
  shutDownOnSignals(app, logger, server.DRAIN_TIMEOUT_MS);
  onListening();
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
