import { closeSync, constants, fdatasync, fstatSync, openSync, readFileSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';
import type { LineBuffer } from './line-buffer.js';

/** Created for nobody else, and kept as it is: what is written over costs no growth. */
const FLAGS = constants.O_RDWR | constants.O_CREAT;
const MODE = 0o600;

/** A file grows by so much at least. */
const GROWTH_BYTES = 64 * 1024;

const toDisk = promisify(fdatasync);

/** What a file holds of its last generation. */
export interface JournalContent {
  /** 0 = nothing was ever written. */
  readonly generation: number;
  readonly records: readonly string[];
  /** The largest generation of a line anywhere in the file: a power cut may lose its first page, and not a later one. */
  readonly newest: number;
}

/**
 * A file of records, a line each, written over from its beginning in each generation. A line tells its generation and
 * its checksum: what stands behind the last whole line of a generation is of an earlier one, or torn.
 */
export class JournalFile {
  /** In bytes, of the running generation. */
  length = 0;
  private readonly file: number;
  /** Of the file, in bytes: so much can be written over on a full disk, too. */
  private size: number;

  /** @throws what the file system throws. */
  constructor(private readonly path: string) {
    this.file = openSync(path, FLAGS, MODE);
    this.size = fstatSync(this.file).size;
  }

  /** `false` = it was deleted under this process. */
  get isThere(): boolean {
    return fstatSync(this.file).nlink > 0;
  }

  read(): JournalContent {
    const lines = readFileSync(this.path, 'utf8').split('\n').map(parseLine);
    const generation = lines[0]?.generation ?? 0;
    const records: string[] = [];
    for (const line of lines) {
      if (line?.generation !== generation) break;
      records.push(line.record);
    }
    const newest = lines.reduce((most, line) => Math.max(most, line?.generation ?? 0), 0);
    return { generation, records, newest };
  }

  /** With the system when it returns: it outlives this process. @throws what the file system throws. */
  append({ bytes, length }: Pick<LineBuffer, 'bytes' | 'length'>): void {
    const written = writeSync(this.file, bytes, 0, length, this.length);
    if (written < length) {
      this.wipe(written);
      throw new Error('The disk is full.');
    }
    this.length += written;
    this.size = Math.max(this.size, this.length);
  }

  /** Whole lines may stand in what was written: they are not to be found behind one that is written over the first. */
  private wipe(bytes: number): void {
    writeSync(this.file, Buffer.alloc(bytes), 0, bytes, this.length);
    this.size = Math.max(this.size, this.length + bytes);
  }

  /** Has the disk keep so many bytes for it, from its beginning on. @throws what the file system throws. */
  makeRoom(bytes: number): void {
    if (bytes <= this.size) return;
    const zeros = Buffer.alloc(bytes + GROWTH_BYTES - this.size);
    this.size += writeSync(this.file, zeros, 0, zeros.length, this.size);
    if (this.size < bytes) throw new Error('The disk is full.');
  }

  /** What was appended before outlives the machine once it resolves. @throws what the file system throws. */
  flush(): Promise<void> {
    return toDisk(this.file);
  }

  close(): void {
    closeSync(this.file);
  }
}

const LINE = /^(\d+) (\d+) (.*)$/;
/** A checksum begins with no larger number: one before a torn line is no generation. */
const MOST_GENERATIONS = 2 ** 32 - 1;

function parseLine(line: string): { readonly generation: number; readonly record: string } | null {
  const [, number, sum, record] = LINE.exec(line) ?? [];
  const generation = Number(number);
  if (record === undefined || generation > MOST_GENERATIONS) return null;
  return crc32(record, generation) === Number(sum) ? { generation, record } : null;
}
