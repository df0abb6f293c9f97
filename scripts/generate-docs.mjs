// Writes the documents that are made from the code anew (docs/openapi.json, docs/tollgate.schema.json, .env.example, the
// tables in README.md and docs/configuration.md, docs/compatibility.md, and the types of the console's client): the tests that hold them current do the
// writing, so there is one place that knows what each must be.
import { inProject, runInPlace } from './lib/project.mjs';

runInPlace(process.execPath, [inProject('scripts', 'check.mjs'), 'e2e', 'generated-docs|test/matrix'], {
  env: { ...process.env, UPDATE_GENERATED_DOCS: '1' },
});
