import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LogDestination } from './log-destination.js';

const MAX_WAITING_BYTES = 100_000;
const LINE = `${'x'.repeat(999)}\n`;

describe('LogDestination', () => {
  let folder: string;
  let dropped: number[];
  const descriptors: number[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tollgate-log-'));
    dropped = [];
  });
  afterEach(() => {
    for (const fd of descriptors.splice(0)) closeSync(fd);
    rmSync(folder, { recursive: true });
  });

  const open = (path: string, flags: string | number) => {
    const fd = openSync(path, flags);
    descriptors.push(fd);
    return fd;
  };
  const logTo = (fd: number) =>
    new LogDestination({
      fd,
      maxWaitingBytes: MAX_WAITING_BYTES,
      onDropped: (lines) => void dropped.push(lines),
    });
  const flushed = (log: LogDestination) => new Promise<void>((resolve) => log.flush(resolve));

  it('writes lines in their order', async () => {
    const file = join(folder, 'log');
    const log = logTo(open(file, 'w'));
    for (const line of ['a\n', 'b\n', 'ä\n']) log.write(line);
    await flushed(log);
    expect([readFileSync(file, 'utf8'), dropped]).toEqual(['a\nb\nä\n', []]);
  });

  it('writes what still waits as the process ends', () => {
    const file = join(folder, 'log');
    const log = logTo(open('/dev/full', 'w'));
    Object.assign(log, { fd: open(file, 'w'), lines: [Buffer.from('last\n')], waitingBytes: 5 });
    log.flushSync();
    expect(readFileSync(file, 'utf8')).toBe('last\n');
  });

  it('drops what goes beyond its bound where the disk is full, and ends all the same', async () => {
    const log = logTo(open('/dev/full', 'w'));
    for (let line = 0; line < 300; line += 1) log.write(LINE);
    await new Promise((resolve) => setImmediate(resolve));
    expect(() => log.flushSync()).not.toThrow();
    expect(dropped).toEqual([]);
  });

  it('does not try with each line where the disk is full', async () => {
    const log = logTo(open('/dev/full', 'w'));
    log.write(LINE);
    // The first write has failed once its line waits again.
    while (!(log as unknown as { retry?: object }).retry)
      await new Promise((resolve) => setImmediate(resolve));
    const take = jest.spyOn(log as unknown as { take(): Buffer }, 'take');
    for (let line = 0; line < 50; line += 1) log.write(LINE);
    expect(take).not.toHaveBeenCalled();
  });

  it('returns at once while nothing reads the pipe, and tells how many lines were dropped when it is read again', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const reader = open(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
    const log = logTo(open(pipe, constants.O_WRONLY | constants.O_NONBLOCK));
    for (let line = 0; line < 1_000; line += 1) log.write(LINE);
    const drain = setInterval(() => drainPipe(reader), 1);
    await flushed(log);
    clearInterval(drain);
    expect(dropped.reduce((sum, lines) => sum + lines, 0)).toBe(900);
  });
});

function drainPipe(fd: number): void {
  try {
    readSync(fd, Buffer.alloc(65_536));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
  }
}
