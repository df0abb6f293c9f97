/** To give less back costs more than it is worth. */
const WORTH_BYTES = 4096;

/**
 * Gives memory back at once that nobody is going to read again, where these bytes have it to themselves; they are empty
 * then. The garbage collector learns of such memory only as its own fills: bodies of some megabytes make it go through
 * all that is alive once a second, and each time nothing else moves for some ten milliseconds.
 */
export function releaseBytes({ buffer, byteLength }: Uint8Array): void {
  if (byteLength < WORTH_BYTES || byteLength !== buffer.byteLength) return;
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}
