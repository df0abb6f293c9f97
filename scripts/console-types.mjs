// Writes the types of what the console asks the gateway for (console/src/api/schema.d.ts) from docs/openapi.json; with
// --check it says whether they are current.
import { readFileSync, writeFileSync } from 'node:fs';
import openapiTs, { astToString } from 'openapi-typescript';
import { format } from 'prettier';
import { giveUp, inProject } from './lib/project.mjs';

const FILE = inProject('console', 'src', 'api', 'schema.d.ts');
const HEAD = '// Made from docs/openapi.json by `npm run docs:generate`; not to be edited.\n\n';

/** Beside these the console asks for nothing. */
const PATHS =
  /^\/(admin\/|console\/|(usage|sessions|first-tokens)$|calls\/|v1\/keys?$|v1\/models$|agents\/llm-providers$)/;

const document = JSON.parse(readFileSync(inProject('docs', 'openapi.json'), 'utf8'));
const paths = Object.fromEntries(
  Object.entries(document.paths)
    .filter(([path]) => PATHS.test(path))
    .map(([path, operations]) => [path, onlyAnswers(operations)]),
);
const parts = { ...document, paths, components: componentsOf(paths) };
const types = await format(
  HEAD + astToString(await openapiTs(parts, { alphabetize: true, defaultNonNullable: false })),
  {
    parser: 'typescript',
    singleQuote: true,
    printWidth: 110,
  },
);

if (!process.argv.includes('--check')) writeFileSync(FILE, types);
else if (readFileSync(FILE, 'utf8') !== types)
  giveUp('console/src/api/schema.d.ts is stale: npm run docs:generate.');

/** All refusals have one shape, which the client knows by itself. */
function onlyAnswers(operations) {
  const isAnswer = ([status]) => status.startsWith('2');
  return Object.fromEntries(
    Object.entries(operations).map(([method, { description: _long, ...operation }]) => {
      const responses = Object.fromEntries(Object.entries(operation.responses).filter(isAnswer));
      return [method, { ...operation, responses }];
    }),
  );
}

/** What these paths refer to, and what that refers to. */
function componentsOf(part) {
  const components = {};
  const waiting = [part];
  while (waiting.length > 0) {
    for (const [, kind, name] of JSON.stringify(waiting.pop()).matchAll(/"#\/components\/(\w+)\/([^"]+)"/g)) {
      if (components[kind]?.[name]) continue;
      (components[kind] ??= {})[name] = document.components[kind][name];
      waiting.push(components[kind][name]);
    }
  }
  return components;
}
