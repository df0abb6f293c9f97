import { destination, type DestinationStream } from 'pino';

/** So much may wait for whoever reads the log; what goes beyond is dropped, and counted. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;

/** At the end of the process a full pipe is tried so often, for a tenth of a second each. */
const LAST_TRIES = 5;

export interface LogDestinationOptions {
  readonly fd?: number;
  readonly maxWaitingBytes?: number;
  /** Told once the log is written again, with the number of lines that were dropped until then. */
  readonly onDropped: (lines: number) => void;
}

/**
 * A log that the service never waits for: a full disk or a pipe without a reader costs lines, and not answers. Lines
 * wait in memory up to a bound; each line that is logged tries again to write those before it.
 */
export function logDestination({
  fd = 1,
  maxWaitingBytes = MAX_WAITING_BYTES,
  onDropped,
}: LogDestinationOptions): DestinationStream {
  let dropped = 0;
  let triesLeft = Infinity;
  const stream = destination({
    fd,
    sync: false,
    maxLength: maxWaitingBytes,
    retryEAGAIN: () => (triesLeft -= 1) > 0,
  });
  stream.on('drop', () => (dropped += 1));
  stream.on('drain', () => {
    const lines = dropped;
    dropped = 0;
    if (lines > 0) onDropped(lines);
  });
  // What failed stays, and is written with a later line: an error that is not heard would end the process.
  stream.on('error', () => undefined);
  const flush = stream.flushSync.bind(stream);
  stream.flushSync = () => {
    triesLeft = LAST_TRIES;
    try {
      flush();
    } catch {
      // There is no other place to say it, and the process has to end.
      dropped += 1;
    }
  };
  return stream;
}
