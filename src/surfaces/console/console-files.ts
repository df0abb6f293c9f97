import { extname, join } from 'node:path';
import { SharedFiles } from '../../common/shared-files.js';
import { PRODUCT_FOLDER } from '../../product.js';

/** Strangers may ask for them, and read nothing. */
const FILES = new SharedFiles(join(PRODUCT_FOLDER, 'console', 'dist'));

/** One name, and no way to another folder: what is between dots is made of letters, digits, `_` and `-`. */
const FILE_NAME = /^[\w-]+(\.[\w-]+)+$/;

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** A file of the page as it goes out. */
export interface ConsoleFile {
  readonly type: string;
  readonly body: Buffer;
  /** As in `content-encoding`; `null` = as it is. */
  readonly coding: 'gzip' | null;
}

/** The page itself; `null` = the console was not built. */
export function readPage(): Promise<ConsoleFile | null> {
  return read('index.html', false);
}

/**
 * A script, a style sheet or a picture of the page.
 * @param name of the file alone.
 * @returns `null` = there is none of this name.
 */
export async function readAsset(name: string, takesGzip: boolean): Promise<ConsoleFile | null> {
  if (!FILE_NAME.test(name) || !(extname(name) in TYPES)) return null;
  return read(join('assets', name), takesGzip);
}

/** What is worth it was packed when the console was built. */
async function read(path: string, takesGzip: boolean): Promise<ConsoleFile | null> {
  const type = TYPES[extname(path)]!;
  const packed = takesGzip ? await FILES.read(`${path}.gz`) : null;
  if (packed) return { type, body: packed, coding: 'gzip' };
  const body = await FILES.read(path);
  return body && { type, body, coding: null };
}
