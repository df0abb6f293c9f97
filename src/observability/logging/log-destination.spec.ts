import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventEmitter } from 'node:events';
import { constants } from 'node:fs';
import { logDestination } from './log-destination.js';

const MAX_WAITING_BYTES = 100_000;
const LINE = `${'x'.repeat(999)}\n`;

describe('logDestination', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'tollgate-log-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('writes lines in their order', async () => {
    const file = join(folder, 'log');
    const stream = logDestination({ fd: openSync(file, 'w'), onDropped: () => undefined });
    for (const line of ['a\n', 'b\n', 'c\n']) stream.write(line);
    await once(stream as unknown as EventEmitter, 'drain');
    expect(readFileSync(file, 'utf8')).toBe('a\nb\nc\n');
  });

  it('goes on where the disk is full, and drops what goes beyond its bound', async () => {
    const stream = logDestination({
      fd: openSync('/dev/full', 'w'),
      maxWaitingBytes: MAX_WAITING_BYTES,
      onDropped: () => undefined,
    });
    let drops = 0;
    (stream as unknown as EventEmitter).on('drop', () => (drops += 1));
    for (let line = 0; line < 300; line += 1) stream.write(LINE);
    await once(stream as unknown as EventEmitter, 'error');
    for (let line = 0; line < 10; line += 1) stream.write(LINE);
    expect(drops).toBeGreaterThan(190);
    expect(() => (stream as unknown as { flushSync(): void }).flushSync()).not.toThrow();
  });

  it('returns at once while nothing reads the pipe, and says how many lines were dropped when it is read again', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
    const writer = openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK);
    const told = new Promise<number>((resolve) => {
      const stream = logDestination({
        fd: writer,
        maxWaitingBytes: MAX_WAITING_BYTES,
        onDropped: resolve,
      });
      for (let line = 0; line < 1_000; line += 1) stream.write(LINE);
    });
    const drain = setInterval(() => drainPipe(reader), 1);
    try {
      expect(await told).toBeGreaterThan(500);
    } finally {
      clearInterval(drain);
      closeSync(reader);
    }
  });
});

function drainPipe(fd: number): void {
  try {
    readSync(fd, Buffer.alloc(65_536));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
  }
}
