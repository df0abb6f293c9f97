const FIRST_BYTES = 64 * 1024;
/** A letter takes no more in UTF-8. */
const BYTES_PER_LETTER = 3;
/** Brackets and commas around the parts of a row, and the bracket behind the last one. */
const SIGNS = 5;
const [COMMA, OPENING, CLOSING] = [44, 91, 93];
const NOTHING = Buffer.alloc(0);

/**
 * Rows that wait for the tables, as JSON in bytes: as texts each of them would be moved by two collections of garbage,
 * joined with all others, and copied to the thread of the database letter by letter.
 */
export class RowList {
  /** Of rows. */
  size = 0;
  private bytes = NOTHING;
  private length = 0;

  /** @param values of a row in JSON, without the brackets. @param more of the same row. */
  add(values: string, more = ''): void {
    this.makeRoom((values.length + more.length) * BYTES_PER_LETTER + SIGNS);
    const { bytes } = this;
    let at = this.length;
    bytes[at] = this.size === 0 ? OPENING : COMMA;
    bytes[at + 1] = OPENING;
    at += 2;
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

  /** A list of lists, in JSON; of its own memory, as none but what is needed is to be copied to another thread. */
  toJson(): Uint8Array {
    const json = new Uint8Array(this.length + 1);
    json.set(this.bytes.subarray(0, this.length));
    json[this.length] = CLOSING;
    return json;
  }

  private makeRoom(more: number): void {
    const needed = this.length + more;
    if (needed <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.bytes.length * 2, FIRST_BYTES));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }
}
