// `node --import ./test/faults/register-typescript.mjs FILE.ts`: runs TypeScript as it stands, types unchecked.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const { version } = require('typescript/package.json');

/** What was compiled before, by its content: specs start many processes of the same sources. */
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/tollgate-typescript/', import.meta.url));
mkdirSync(CACHE, { recursive: true });

/** Loaded where something has to be compiled, and not before: the compiler itself takes its time. */
function compile(fileName, text) {
  const ts = require('typescript');
  const compilerOptions = {
    module: ts.ModuleKind.CommonJS,
    target: ts.ScriptTarget.ES2023,
    esModuleInterop: true,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    inlineSourceMap: true,
  };
  return ts.transpileModule(text, { fileName, compilerOptions }).outputText;
}

function compiled(fileName) {
  const text = readFileSync(fileName, 'utf8');
  const key = createHash('sha256').update(`${version}\0${fileName}\0${text}`).digest('hex');
  const file = join(CACHE, `${key}.js`);
  if (existsSync(file)) return readFileSync(file, 'utf8');
  const source = compile(fileName, text);
  // written aside, since another process may be at the same file
  const aside = `${file}.${process.pid}`;
  writeFileSync(aside, source);
  renameSync(aside, file);
  return source;
}

registerHooks({
  /** Sources import `./x.js` and mean `./x.ts`. */
  resolve(specifier, context, next) {
    if (!specifier.startsWith('.') || !specifier.endsWith('.js')) return next(specifier, context);
    const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
    return existsSync(source) ? { url: source.href, shortCircuit: true } : next(specifier, context);
  },
  load(url, context, next) {
    if (!url.endsWith('.ts')) return next(url, context);
    return { format: 'commonjs', source: compiled(fileURLToPath(url)), shortCircuit: true };
  },
});
