import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

/**
 * From here on, files are taken in the form that V8 compiled them to at an earlier start, and what is new is kept for
 * the next: a third of the start. Beside the code, for what stands there is run: who may write it may write the code.
 * Where nothing can be written, and nothing was, files are compiled as ever, which needs no word.
 */
enableCompileCache(join(__dirname, '..', '.compile-cache'));
