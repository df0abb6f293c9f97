import type { AddressInfo, Server } from 'node:net';
import type { INestApplication } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Environment } from '../config/environment.js';
import { LlmAgentRegistry } from '../llm-providers/llm-agent.registry.js';

const SHORT_KEY = 16;

/** The start-up line: where it listens, whom it lets in, and which providers have what they need. */
export function announce(
  app: INestApplication,
  logger: Logger,
  { server: settings, notes }: Environment,
): void {
  const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
  const host = settings.HOST.includes(':') ? `[${settings.HOST}]` : settings.HOST;
  const url = `http://${host}:${port}`;
  const providers = app.get(LlmAgentRegistry).agents.map(({ definition, isConfigured }) => {
    if (definition.apiKeyVariable === null) return `${definition.id} (needs no key)`;
    return `${definition.id} (${isConfigured ? 'has a key' : `no key: set ${definition.apiKeyVariable}`})`;
  });
  if (settings.GATEWAY_API_KEYS.some((key) => key.length < SHORT_KEY)) {
    logger.warn(`GATEWAY_API_KEYS has a key of fewer than ${SHORT_KEY} characters: it can be guessed.`);
  }
  for (const note of notes) logger.warn(note);
  logger.info(
    { url, docs: `${url}/docs`, gateway_keys: settings.GATEWAY_API_KEYS.length },
    `Tollgate listens on ${url}. Providers: ${providers.join(', ')}.`,
  );
}
