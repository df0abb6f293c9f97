import { isUtf8 } from 'node:buffer';
import { closeSync, openSync, readSync } from 'node:fs';
import { WrongConfigFileError } from './wrong-config-file.error.js';

const MAX_BYTES = 1_048_576;

const IN_WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'is a folder, not a file',
};

/**
 * The text of a file in UTF-8, without its byte order mark.
 * @throws WrongConfigFileError where it cannot be read, is larger than 1 MiB, or is not UTF-8.
 */
export function readText(path: string): string {
  const bytes = readBytes(path);
  if (bytes.length > MAX_BYTES) throw new WrongConfigFileError([`${path}: is larger than 1 MiB`]);
  if (!isUtf8(bytes)) throw new WrongConfigFileError([`${path}: is not UTF-8; save it in that encoding`]);
  return new TextDecoder().decode(bytes);
}

function readBytes(path: string): Buffer {
  try {
    const file = openSync(path, 'r');
    try {
      return readStart(file);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new WrongConfigFileError([`${path}: ${IN_WORDS[code] ?? `cannot be read (${code})`}`]);
  }
}

/** No more than tells that there is too much: the path may be a pipe, which has no size. */
function readStart(file: number): Buffer {
  const buffer = Buffer.alloc(MAX_BYTES + 1);
  let length = 0;
  while (length < buffer.length) {
    const read = readSync(file, buffer, length, buffer.length - length, null);
    if (read === 0) break;
    length += read;
  }
  return buffer.subarray(0, length);
}
