import type { AddressInfo, Server } from 'node:net';
import type { INestApplication } from '@nestjs/common';
import type { Logger } from 'pino';
import { CLOCK, type Clock } from '../common/clock.js';
import { REPORTED_ENDS, type ReportedEnds } from '../completions/reported-ends.js';
import type { Environment } from '../config/environment.js';
import { LlmAgentRegistry } from '../surfaces/agents/llm-agent.registry.js';
import { endingNames } from '../llm-providers/models/ending-names.js';
import { ModelListRefresher } from '../llm-providers/models/model-list.refresher.js';
import { ProviderAgent } from '../surfaces/agents/provider-agent.js';

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
  const providers = app.get(LlmAgentRegistry).agents.map((agent) => {
    const { definition, isConfigured } = agent;
    if (!(agent instanceof ProviderAgent)) return `${definition.id} (a route)`;
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
  void warnOfEnds(app, logger);
}

/** Models that end, of providers that could be asked; once, and after the lists that are read at the start. */
export async function warnOfEnds(app: INestApplication, logger: Pick<Logger, 'warn'>): Promise<void> {
  await app.get(ModelListRefresher).firstRefresh;
  const view = { nowMs: app.get<Clock>(CLOCK).nowMs(), reported: app.get<ReportedEnds>(REPORTED_ENDS) };
  for (const agent of app.get(LlmAgentRegistry).agents) {
    if (!(agent instanceof ProviderAgent && agent.isConfigured)) continue;
    for (const sentence of endingNames(agent.provider, view)) logger.warn(sentence);
  }
}
