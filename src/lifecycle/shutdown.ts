import type { INestApplication } from '@nestjs/common';
import type { Logger } from 'pino';
import { systemClock, type Clock } from '../common/clock.js';
import { DrainService } from './drain.service.js';

/**
 * A signal of the same name that comes again this soon is the same one: a terminal sends it to npm and to its children,
 * and npm on.
 */
const SAME_SIGNAL_MS: Readonly<Partial<Record<NodeJS.Signals, number>>> = Object.freeze({
  SIGINT: 500,
  SIGTERM: 100,
});

/** After the answers were aborted, their callers have this long to read the end; then the rest has as long to close. */
const GRACE_MS = 2_000;

/** The last lines of the log have this long to be written. */
const FLUSH_MS = 500;

/**
 * SIGTERM and SIGINT drain and end the process with 0; a second signal ends it at once with 1. SIGHUP does so where a
 * terminal was closed; elsewhere operators send it to have a configuration read anew, and it must cut no stream. Nor
 * must SIGUSR2, by which other servers open their logs anew, and which ends a process that does not listen for it. The
 * listener stays open while draining, so that `/health/ready` can say so and new requests are told to go elsewhere.
 */
export function shutDownOnSignals(
  app: INestApplication,
  logger: Logger,
  drainTimeoutMs: number,
  clock: Clock = systemClock,
): void {
  let first: { readonly signal: NodeJS.Signals; readonly atMs: number } | null = null;
  const onSignal = (signal: NodeJS.Signals) => {
    if (first !== null) {
      const sameForMs = signal === first.signal ? (SAME_SIGNAL_MS[signal] ?? 0) : 0;
      if (clock.monotonicMs() - first.atMs >= sameForMs) process.exit(1);
      return;
    }
    first = { signal, atMs: clock.monotonicMs() };
    logger.info({ signal, timeout_ms: drainTimeoutMs }, 'draining');
    stop(app, drainTimeoutMs, clock).then(
      async () => {
        logger.info('stopped');
        await Promise.race([flushed(logger), after(FLUSH_MS, clock)]);
        process.exit(0);
      },
      (error: unknown) => {
        logger.error({ error_name: error instanceof Error ? error.name : 'unknown' }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  const onOther = (signal: NodeJS.Signals) => logger.info({ signal }, CHANGES_NOTHING);
  process.on('SIGHUP', process.stdout.isTTY ? onSignal : onOther);
  process.on('SIGUSR2', onOther);
}

const CHANGES_NOTHING =
  'the signal changes nothing: restart the gateway for it to read its configuration anew';

async function stop(app: INestApplication, drainTimeoutMs: number, clock: Clock): Promise<void> {
  const drained = app.get(DrainService).drain(drainTimeoutMs, clock);
  await Promise.race([drained, after(drainTimeoutMs + GRACE_MS, clock)]);
  const server = app.getHttpServer() as { closeAllConnections?: () => void };
  const closed = app.close();
  server.closeAllConnections?.();
  // A provider that is asked for its models just now is not worth waiting for.
  await Promise.race([closed, after(GRACE_MS, clock)]);
}

function flushed(logger: Logger): Promise<void> {
  return new Promise((resolve) => logger.flush(() => resolve()));
}

function after(delayMs: number, clock: Clock): Promise<void> {
  return new Promise((resolve) => void clock.setTimer(delayMs, resolve));
}
