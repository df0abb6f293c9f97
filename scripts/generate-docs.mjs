// Writes the documents that are made from the code anew (docs/openapi.json, docs/tollgate.schema.json, .env.example, the
// tables in README.md and docs/configuration.md): the test that holds them current does the writing, so there is one
// place that knows what they must be.
import { inProject, runInPlace } from './lib/project.mjs';

runInPlace(process.execPath, [inProject('scripts', 'check.mjs'), 'e2e', 'generated-docs'], {
  env: { ...process.env, UPDATE_GENERATED_DOCS: '1' },
});
