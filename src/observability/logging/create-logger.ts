import { pino, type DestinationStream, type Logger } from 'pino';
import type { ServerSettings } from '../../config/settings.js';
import { isoTime } from './iso-time.js';
import { LogDestination } from './log-destination.js';

/** The variables that the log goes by. */
export type LogSettings = Pick<ServerSettings, 'LOG_LEVEL' | 'LOG_FORMAT'>;

/** One JSON object a line on stdout, which the service never waits for; coloured lines for people when stdout is a terminal. */
export function createLogger(settings: LogSettings, destination?: DestinationStream): Logger {
  const isPretty =
    settings.LOG_FORMAT === 'pretty' || (settings.LOG_FORMAT === 'auto' && process.stdout.isTTY);
  const options = {
    level: settings.LOG_LEVEL,
    base: null,
    timestamp: () => `,"time":"${isoTime(Date.now())}"`,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  if (destination) return pino(options, destination);
  if (isPretty) return pino(options, prettyStream());
  const log = new LogDestination({
    onDropped: (lines) => logger.warn({ dropped_lines: lines }, 'log lines were dropped'),
  });
  const logger: Logger = pino(options, log);
  process.once('exit', () => log.flushSync());
  return logger;
}

/** Loaded for terminals only: a service has no use for it. */
function prettyStream(): DestinationStream {
  const { PinoPretty } = require('pino-pretty') as typeof import('pino-pretty');
  return PinoPretty({ sync: true, colorize: process.stdout.isTTY, translateTime: 'HH:MM:ss.l' });
}
