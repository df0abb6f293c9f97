import { pino, type DestinationStream, type Logger } from 'pino';
import type { ServerSettings } from '../../config/settings.js';

export type LogSettings = Pick<ServerSettings, 'LOG_LEVEL' | 'LOG_FORMAT'>;

/** One JSON object a line on stdout; coloured lines for people when stdout is a terminal. */
export function createLogger(settings: LogSettings, destination?: DestinationStream): Logger {
  const isPretty =
    settings.LOG_FORMAT === 'pretty' || (settings.LOG_FORMAT === 'auto' && process.stdout.isTTY);
  const options = {
    level: settings.LOG_LEVEL,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  if (destination) return pino(options, destination);
  return pino(options, isPretty ? prettyStream() : pino.destination({ fd: 1, sync: true }));
}

/** Loaded for terminals only: a service has no use for it. */
function prettyStream(): DestinationStream {
  const { PinoPretty } = require('pino-pretty') as typeof import('pino-pretty');
  return PinoPretty({ sync: true, colorize: process.stdout.isTTY, translateTime: 'HH:MM:ss.l' });
}
