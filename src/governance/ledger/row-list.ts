const FIRST_BYTES = 64 * 1024;
/** A letter takes no more in UTF-8. */
const BYTES_PER_LETTER = 3;
/** No row is added to a list of more: the memory of a longer text is taken from the system for each one that is read. */
const LIST_BYTES = 64 * 1024;
/** Larger memory is not kept for the rows that come later. */
const MOST_KEPT_BYTES = 4 * 1024 * 1024;
/** Brackets and commas around the parts of a row, and those between two lists, or behind the last one. */
const SIGNS = 6;
const [COMMA, OPENING, CLOSING] = [44, 91, 93];

/**
 * Rows that wait for the tables, as JSON in bytes: as texts each of them would be moved by two collections of garbage,
 * joined with all others, and copied to the thread of the database letter by letter. The bytes are shared with that
 * thread and used again: memory that is taken and left for each list has the whole heap collected several times a second.
 */
export class RowList {
  /** Of rows. */
  size = 0;
  private bytes = memoryOf(0);
  private length = 0;
  /** Where lists begin. */
  private readonly starts: number[] = [];

  /** @param values of a row in JSON, without the brackets. @param more of the same row. */
  add(values: string, more = ''): void {
    this.makeRoom((values.length + more.length) * BYTES_PER_LETTER + SIGNS);
    const { bytes } = this;
    let at = this.beginRow();
    bytes[at] = OPENING;
    at += 1;
    at += bytes.write(values, at, 'utf8');
    if (more !== '') {
      bytes[at] = COMMA;
      at += 1;
      at += bytes.write(more, at, 'utf8');
    }
    bytes[at] = CLOSING;
    this.length = at + 1;
    this.size += 1;
  }

  /** Lists of rows, each in JSON, that hold until the next row or `clear`. */
  toJson(): readonly Uint8Array[] {
    const { bytes, length, starts } = this;
    bytes[length] = CLOSING;
    return starts.map(
      (start, at) => new Uint8Array(bytes.buffer, start, (starts[at + 1] ?? length + 1) - start),
    );
  }

  /** Nobody reads its rows any more. */
  clear(): void {
    this.size = 0;
    this.length = 0;
    this.starts.length = 0;
    if (this.bytes.length > MOST_KEPT_BYTES) this.bytes = memoryOf(0);
  }

  /** @returns where it begins. */
  private beginRow(): number {
    const { bytes, length, starts } = this;
    const isFirst = starts.length === 0;
    if (!isFirst && length - starts.at(-1)! < LIST_BYTES) {
      bytes[length] = COMMA;
      return length + 1;
    }
    const start = isFirst ? length : length + 1;
    if (!isFirst) bytes[length] = CLOSING;
    bytes[start] = OPENING;
    starts.push(start);
    return start + 1;
  }

  private makeRoom(more: number): void {
    const needed = this.length + more;
    if (needed <= this.bytes.length) return;
    const larger = memoryOf(Math.max(needed, this.bytes.length * 2, FIRST_BYTES));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }
}

function memoryOf(size: number): Buffer<SharedArrayBuffer> {
  return Buffer.from(new SharedArrayBuffer(size));
}
