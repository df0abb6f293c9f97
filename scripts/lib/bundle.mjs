// Puts what dist/serve.js loads at every start into that one file: finding and reading 1,300 files takes longer than
// running them, and of packages that are made of modules only what is used comes along. dist/main.js loads it as it loads
// the file that the compiler wrote, and without this step the gateway is the same, but starts in twice the time. The
// other files stay for programs that embed the gateway (dist/index.js).
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { inProject } from './project.mjs';

const SERVICE = inProject('dist', 'serve.js');

/** Left in node_modules: what is loaded when it is first needed, if ever, and parts of Nest that are not installed. */
const LEFT_OUT = [
  /^openai(\/|$)/,
  /^undici$/,
  /^class-transformer\//,
  /^(ajv|ioredis|yaml|kysely|pg)$/,
  /^pino-pretty$/,
  /^@pydantic\/genai-prices$/,
  /^gpt-tokenizer\/data\//,
  /^swagger-ui-dist\//,
  /^@nestjs\/(microservices|websockets)(\/|$)/,
  /^@fastify\/static$/,
];

/** Nest takes six operators of rxjs; Node would give it, and load, all 200. */
const AS_MODULES = {
  'rxjs/operators': inProject('node_modules', 'rxjs', 'dist', 'esm', 'operators', 'index.js'),
  rxjs: inProject('node_modules', 'rxjs', 'dist', 'esm', 'index.js'),
};

/** A program of the compiler's asks for all of class-validator: 300 files, 15 of which check a prompt. */
const usedOfClassValidator = {
  name: 'used-of-class-validator',
  resolveId: (id, importer = '') => {
    if (id !== 'class-validator') return null;
    return importer.startsWith(inProject('dist')) ? `\0${id}` : { id, external: true };
  },
  load: (id) => {
    if (id !== '\0class-validator') return null;
    const modules = inProject('node_modules', 'class-validator', 'esm2015', 'index.js');
    return `export { ${[...usedNames()].join(', ')} } from ${JSON.stringify(modules)};`;
  },
};

function usedNames() {
  const files = readdirSync(inProject('dist'), { recursive: true }).filter((file) => file.endsWith('.js'));
  const texts = files.map((file) => readFileSync(join(inProject('dist'), file), 'utf8'));
  return new Set(
    texts.flatMap((text) => [...text.matchAll(/\bclass_validator_1\.(\w+)/g)].map(([, name]) => name)),
  );
}

/**
 * Nest's own loggers, which the service has no use for, make a formatter of dates as they load: that reads in the data of
 * all languages, 11 MB at rest and a tenth of the start. It is made by the first line that they write.
 */
const dateFormatsWhenUsed = {
  name: 'date-formats-when-used',
  transform: {
    filter: { id: /@nestjs[\\/]common[\\/]services[\\/](console-logger|logger)\.service\.js$/ },
    handler: (code, id) => {
      const changed = code.replace(
        /= (new Intl\.DateTimeFormat\([^;]*\));/,
        (_all, made) => `= { format: (time) => ${made}.format(time) };`,
      );
      if (changed === code) throw new Error(`${id} makes no formatter of dates any more; this step can go.`);
      return changed;
    },
  },
};

/** Packages look themselves up, or what may be missing, in ways that only work out at run time. */
const HARMLESS = new Set(['CIRCULAR_DEPENDENCY', 'COMMONJS_VARIABLE_IN_ESM', 'EVAL']);

const bundle = await rolldown({
  input: SERVICE,
  platform: 'node',
  external: LEFT_OUT,
  resolve: { alias: AS_MODULES },
  plugins: [usedOfClassValidator, dateFormatsWhenUsed],
  onLog(level, log, report) {
    if (!HARMLESS.has(log.code)) report(level, log);
  },
});
const { output } = await bundle.generate({
  format: 'cjs',
  codeSplitting: false,
  comments: false,
  keepNames: true, // errors, tokens and schemas are told apart by the names of classes
});
await bundle.close();

// of the compiler's file; Node would put its lines beside this one's
rmSync(`${SERVICE}.map`, { force: true });
/** In a template whose escapes are no escapes, what is no ASCII is put in; a backslash before it would take that away. */
const RAW_TEMPLATE = /\braw`(?:\$\{"[^"]*"\}|[^`\\]|\\[\0-\x7f])*`/g;

/** V8 keeps a text with any other character in two bytes a character: 5 MB more at rest. */
function inAscii(code) {
  const escaped = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  const putIn = (template) => template.replaceAll(/[^\0-\x7f]/g, (unit) => `\${"${escaped(unit)}"}`);
  return code.replaceAll(RAW_TEMPLATE, putIn).replaceAll(/[^\0-\x7f]/g, escaped);
}

writeFileSync(SERVICE, inAscii(output[0].code));
