import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The top folder of this package, in a checkout as where it is installed. */
export const PRODUCT_FOLDER = join(__dirname, '..');

const { version } = JSON.parse(readFileSync(join(PRODUCT_FOLDER, 'package.json'), 'utf8')) as {
  version: string;
};

/** The version of this build, from package.json. */
export const PRODUCT_VERSION = version;
