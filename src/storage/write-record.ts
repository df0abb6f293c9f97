/** How the writes of a store went: reading may work where writing does not, on a full disk or a read-only one. */
export class WriteRecord {
  /** How many there were, well or not. */
  tried = 0;
  /** The last one failed for no fault of its own. */
  hasFailed = false;

  note(hasFailed: boolean): void {
    this.tried += 1;
    this.hasFailed = hasFailed;
  }
}
