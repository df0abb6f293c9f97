import { randomBytes } from 'node:crypto';
import type { AddressInfo, Server } from 'node:net';
import { loadConfigFile } from '../config/config-file/load-config-file.js';
import { loadEnvironmentTexts, readEnvironment, type EnvironmentTexts } from '../config/environment.js';
import { SHIPPED_DEFINITIONS } from '../llm-providers/catalog.js';
import { askerOf, type AdminGateway } from './admin-client.js';

const USUAL_URL = 'http://127.0.0.1:3000';
/** A healthy gateway on this machine answers within a few milliseconds. */
const LOOK_TIMEOUT_MS = 3_000;

/**
 * The gateway that runs, or, where none does, one on a free port of this machine that nobody else has the key of: it
 * opens the store as any gateway would, and is gone with this process.
 * @param timeoutMs so long it is waited for whether one runs.
 * @throws Error where one runs and does not answer, or no ADMIN_API_KEY is set, or the store cannot be opened.
 */
export async function gatewayAtHand(
  given: EnvironmentTexts,
  timeoutMs = LOOK_TIMEOUT_MS,
): Promise<AdminGateway> {
  const texts = { ...loadEnvironmentTexts(), ...given };
  const named = texts['TOLLGATE_URL']?.trim() ?? '';
  const url = (named === '' ? USUAL_URL : named).replace(/\/+$/, '');
  const adminKey = texts['ADMIN_API_KEY']?.trim() ?? '';
  if (!(await answers(url, timeoutMs))) {
    if (named !== '') throw new Error(`No gateway answers at ${url} (TOLLGATE_URL).`);
    return gatewayOverStore(texts);
  }
  if (adminKey === '')
    throw new Error(`The gateway at ${url} is asked with ADMIN_API_KEY, which is not set.`);
  return { ask: askerOf(url, adminKey), close: () => Promise.resolve() };
}

/** @throws Error where something takes the connection and does not answer: it may own the store. */
async function answers(url: string, timeoutMs: number): Promise<boolean> {
  try {
    const response = await fetch(`${url}/health/live`, { signal: AbortSignal.timeout(timeoutMs) });
    await response.body?.cancel();
    return response.ok;
  } catch (error) {
    if ((error as Error).name === 'TimeoutError')
      throw new Error(`${url} does not answer within ${timeoutMs} ms: is that the gateway (TOLLGATE_URL)?`, {
        cause: error,
      });
    return false; // fetch tells in no other way that nobody listens
  }
}

async function gatewayOverStore(texts: EnvironmentTexts): Promise<AdminGateway> {
  const adminKey = randomBytes(32).toString('base64url');
  const own = {
    ADMIN_API_KEY: adminKey,
    HOST: '127.0.0.1',
    PORT: '0',
    METRICS_PORT: '0',
    LOG_LEVEL: 'silent',
  };
  const file = loadConfigFile(texts, SHIPPED_DEFINITIONS);
  const environment = readEnvironment({ ...texts, ...own }, SHIPPED_DEFINITIONS, file);
  const { createGateway } = require('../create-gateway.js') as typeof import('../create-gateway.js');
  const { createLogger } =
    require('../observability/logging/create-logger.js') as typeof import('../observability/logging/create-logger.js');
  const app = await createGateway(environment, createLogger(environment.server));
  await app.listen(0, '127.0.0.1');
  const server = app.getHttpServer() as Server & { closeAllConnections(): void };
  const { port } = server.address() as AddressInfo;
  return {
    ask: askerOf(`http://127.0.0.1:${port}`, adminKey),
    close: async () => {
      const closed = app.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
