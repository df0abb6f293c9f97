import type { AddressInfo, Server } from 'node:net';
import type { INestApplication } from '@nestjs/common';
import type { Logger } from 'pino';
import { CLOCK, type Clock } from '../common/clock.js';
import { REPORTED_ENDS, type ReportedEnds } from '../completions/reported-ends.js';
import type { Environment } from '../config/environment.js';
import { DestinationRegistry } from '../routing/destination.registry.js';
import type { ProviderDestination } from '../routing/provider-destination.js';
import { endingNames } from '../routing/model-lists/ending-names.js';
import { ModelListRefresher } from '../routing/model-lists/model-list.refresher.js';

/** The start-up line: where it listens, whom it lets in, and which providers have what they need. */
export function announce(
  app: INestApplication,
  logger: Logger,
  { server: settings, notes }: Environment,
): void {
  const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
  const host = settings.HOST.includes(':') ? `[${settings.HOST}]` : settings.HOST;
  const url = `http://${host}:${port}`;
  const { providers, routes } = app.get(DestinationRegistry);
  const destinations = [
    ...providers.map(describeKey),
    ...routes.map(({ definition }) => `${definition.id} (a route)`),
  ];
  for (const note of notes) logger.warn(note);
  logger.info(
    { url, console: `${url}/console`, docs: `${url}/docs`, gateway_keys: settings.GATEWAY_API_KEYS.length },
    `Tollgate listens on ${url}, with its console at ${url}/console. Providers: ${destinations.join(', ')}.`,
  );
  void warnOfEnds(app, logger);
}

function describeKey({ definition, isConfigured }: ProviderDestination): string {
  const { id, apiKeyVariable } = definition;
  if (apiKeyVariable === null) return `${id} (needs no key)`;
  return `${id} (${isConfigured ? 'has a key' : `no key: set ${apiKeyVariable}`})`;
}

/** Models that end, of providers that could be asked; once, and after the lists that are read at the start. */
export async function warnOfEnds(app: INestApplication, logger: Pick<Logger, 'warn'>): Promise<void> {
  await app.get(ModelListRefresher).firstRefresh;
  const view = { nowMs: app.get<Clock>(CLOCK).nowMs(), reported: app.get<ReportedEnds>(REPORTED_ENDS) };
  for (const { provider, isConfigured } of app.get(DestinationRegistry).providers) {
    if (!isConfigured) continue;
    for (const sentence of endingNames(provider, view)) logger.warn(sentence);
  }
}
