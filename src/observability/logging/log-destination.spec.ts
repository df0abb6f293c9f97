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
    log.write('last\n');
    Object.assign(log, { fd: open(file, 'w') });
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

  it('takes no memory for a line that is longer than its bound', () => {
    const log = logTo(open('/dev/full', 'w'));
    const line = 'x'.repeat(20_000_000);
    const before = process.memoryUsage().arrayBuffers;
    log.write(line);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(line.length);
  });

  it('does not try with each line where the disk is full', async () => {
    const log = logTo(open('/dev/full', 'w'));
    log.write(LINE);
    // The first write has failed once its line waits again.
    while (!(log as unknown as { retry?: object }).retry)
      await new Promise((resolve) => setImmediate(resolve));
    const take = jest.spyOn(log as unknown as { takeBlock(): object }, 'takeBlock');
    for (let line = 0; line < 80; line += 1) log.write(LINE);
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

  it('writes every byte in its order where a pipe takes a part at a time', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const reader = open(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
    const log = new LogDestination({
      fd: open(pipe, constants.O_WRONLY | constants.O_NONBLOCK),
      onDropped: (lines) => void dropped.push(lines),
    });
    const lines = Array.from({ length: 3_000 }, (_, at) => `${at} ${'ä€'.repeat(at % 97)}\n`);
    const read: Buffer[] = [];
    const drain = setInterval(() => read.push(drainPipe(reader)), 1);
    for (const [at, line] of lines.entries()) {
      log.write(line);
      if (at % 500 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await flushed(log);
    clearInterval(drain);
    for (let piece = drainPipe(reader); piece.length > 0; piece = drainPipe(reader)) read.push(piece);
    expect(Buffer.concat(read).toString()).toBe(lines.join(''));
    expect(dropped).toEqual([]);
  });
});

/** What it holds now, as far as one read takes it. */
function drainPipe(fd: number): Buffer {
  const bytes = Buffer.alloc(65_536);
  try {
    return bytes.subarray(0, readSync(fd, bytes));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    return bytes.subarray(0, 0);
  }
}
