import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Clock } from '../../src/common/clock.js';
import { parseConfigFile } from '../../src/config/config-file/config-file.js';
import { readEnvironment, type EnvironmentTexts } from '../../src/config/environment.js';
import { createGateway } from '../../src/create-gateway.js';
import { SHIPPED_DEFINITIONS } from '../../src/llm-providers/catalog.js';
import { createLogger } from '../../src/observability/logging/create-logger.js';

export interface RunningGateway {
  readonly url: string;
  readonly app: NestExpressApplication;
  /** What stands in the log so far, as text: to look for what must not be there. */
  logText(): string;
  /** The log's lines, parsed. */
  logLines(): Record<string, unknown>[];
  /** Resolves with the first line, past or to come, that passes the test. */
  logLine(test: (line: Record<string, unknown>) => boolean): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

/** No retries, no open circuits, and no shedding on a busy machine, unless a test says so. */
const QUIET = {
  LOG_LEVEL: 'debug',
  UPSTREAM_MAX_RETRIES: '0',
  BREAKER_MINIMUM_CALLS: '0',
  MAX_EVENT_LOOP_DELAY_MS: '0',
};

/**
 * The whole gateway on a free port, with nothing of this machine's environment in it.
 * @param configFile the text of a tollgate.yaml.
 * @param clock default: the machine's own.
 */
export async function startGateway(
  texts: EnvironmentTexts = {},
  configFile?: string,
  clock?: Clock,
): Promise<RunningGateway> {
  const data = keepsRecords(texts, configFile) ? mkdtempSync(join(tmpdir(), 'tollgate-')) : null;
  const file = configFile === undefined ? null : parseConfigFile(configFile, SHIPPED_DEFINITIONS);
  const environment = readEnvironment(
    { ...QUIET, ...(data !== null && { TOLLGATE_DATA: data }), ...texts, PORT: '0' },
    SHIPPED_DEFINITIONS,
    file,
  );
  const log = new LogRecorder();
  const app = await createGateway(environment, createLogger(environment.server, log), clock);
  await app.listen(0, '127.0.0.1');
  const server = app.getHttpServer() as Server & { closeAllConnections(): void };
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    app,
    logText: () => log.text,
    logLines: () => log.lines,
    logLine: (test) => log.find(test),
    close: async () => {
      const closed = app.close();
      server.closeAllConnections();
      await closed;
      if (data !== null) rmSync(data, { recursive: true });
    },
  };
}

/** Of its own: tests that run side by side share nothing. */
function keepsRecords(texts: EnvironmentTexts, configFile = ''): boolean {
  const isElsewhere = texts['TOLLGATE_DATA'] !== undefined || texts['DATABASE_URL'] !== undefined;
  const isKept = texts['ADMIN_API_KEY'] !== undefined || /^(keys|teams|users|budgets):/m.test(configFile);
  return isKept && !isElsewhere;
}

class LogRecorder {
  text = '';
  readonly lines: Record<string, unknown>[] = [];
  private waiting: (() => void)[] = [];

  write(text: string): void {
    this.text += text;
    this.lines.push(JSON.parse(text) as Record<string, unknown>);
    this.waiting.splice(0).forEach((look) => look());
  }

  async find(test: (line: Record<string, unknown>) => boolean): Promise<Record<string, unknown>> {
    for (;;) {
      const found = this.lines.find(test);
      if (found) return found;
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }
}
