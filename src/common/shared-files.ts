import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Files of a folder, whose bytes all share who hold them at the same time: a thousand callers who read nothing of an
 * answer hold one copy of it, and where nobody holds any, none is kept.
 */
export class SharedFiles {
  private readonly held = new Map<string, WeakRef<Buffer>>();
  private readonly reading = new Map<string, Promise<Buffer | null>>();

  constructor(private readonly folder: string) {}

  /** Not to be written to. `null` = there is none of this name. */
  async read(path: string): Promise<Buffer | null> {
    const held = this.held.get(path)?.deref();
    if (held) return held;
    const reading = this.reading.get(path) ?? this.readAnew(path);
    this.reading.set(path, reading);
    try {
      return await reading;
    } finally {
      this.reading.delete(path);
    }
  }

  private async readAnew(path: string): Promise<Buffer | null> {
    try {
      const bytes = await readFile(join(this.folder, path));
      this.held.set(path, new WeakRef(bytes));
      return bytes;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }
}
