import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { SERVER_SETTINGS, type ServerSettings } from '../../config/settings.js';
import { MetricsService } from './metrics.service.js';

/** On the gateway's own port and on `METRICS_PORT`; without its slash, as Nest's routes have it. */
export const METRICS_PATH = 'metrics';

/** For a few scrapers that send short requests; times in milliseconds. */
const LIMITS = Object.freeze({
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 75_000,
  maxHeaderSize: 8_192,
});
const MAX_CONNECTIONS = 64;
/** Silence on a connection, be it one whose reader takes nothing. */
const IDLE_TIMEOUT_MS = 90_000;

/** The metrics on a port of their own, which needs no key: for a network that callers cannot reach. */
@Injectable()
export class MetricsServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(MetricsServer.name);
  private server: Server | null = null;

  constructor(
    @Inject(SERVER_SETTINGS) private readonly settings: ServerSettings,
    private readonly metrics: MetricsService,
  ) {}

  /** @throws Error when the port cannot be had. */
  async onApplicationBootstrap(): Promise<void> {
    const { METRICS_PORT: port, METRICS_HOST: host } = this.settings;
    if (port === 0) return;
    const server = createServer(LIMITS, (request, response) => void this.answer(request, response));
    server.maxConnections = MAX_CONNECTIONS;
    server.setTimeout(IDLE_TIMEOUT_MS);
    // The gateway's own port decides how long the process lives.
    server.unref();
    server.listen(port, host);
    await once(server, 'listening');
    this.server = server;
  }

  async onApplicationShutdown(): Promise<void> {
    const { server } = this;
    if (!server) return;
    this.server = null;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url?.split('?', 1)[0] !== `/${METRICS_PATH}`) {
      send(response, 404, `There is only GET /${METRICS_PATH} here.\n`);
      return;
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD');
      send(response, 405, `/${METRICS_PATH} is read with GET.\n`);
      return;
    }
    try {
      const text = await this.metrics.text();
      response.setHeader('content-type', this.metrics.contentType);
      response.end(text);
    } catch (error) {
      this.logger.error(`metrics cannot be read: ${error instanceof Error ? error.name : 'unknown'}`);
      send(response, 500, 'The metrics cannot be read; the log says more.\n');
    }
  }
}

function send(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
  response.end(text);
}
