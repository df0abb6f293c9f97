import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { CONFIG_FILE_SCHEMA } from '../src/config/config-file/config-file.schema.js';
import { allVariables } from '../src/config/environment.js';
import { SHIPPED_DEFINITIONS } from '../src/llm-providers/catalog.js';
import { createOpenApiDocument } from '../src/openapi/create-document.js';
import { SURFACE_DOCUMENTS } from '../src/surfaces/surface-documents.js';
import { envExample, providersTable, variablesTable } from './support/generated-docs.js';
import { startGateway } from './support/start-gateway.js';

/** The issuer is not asked before somebody logs in. */
const WITH_ALL_ROUTES = {
  ADMIN_API_KEY: 'admin-key-of-documents',
  OIDC_ISSUER: 'https://id.example.com',
  OIDC_CLIENT_ID: 'tollgate',
  OIDC_REDIRECT_URL: 'https://gateway.example.com/console/oidc/callback',
  OIDC_MEMBER_VALUES: '*',
};
const ROOT = join(__dirname, '..');
const isUpdate = process.env['UPDATE_GENERATED_DOCS'] === '1';

/** Compares a file with what it must hold; `npm run docs:generate` writes it first. */
function expectCurrent(file: string, toContent: (present: string) => string): void {
  const path = join(ROOT, file);
  if (isUpdate) writeFileSync(path, toContent(existsSync(path) ? readFileSync(path, 'utf8') : ''));
  const present = readFileSync(path, 'utf8');
  expect(present).toBe(toContent(present));
}

/** Short things on one line, as the formatter would have it. */
function inJson(value: unknown): Promise<string> {
  return format(JSON.stringify(value), { parser: 'json', printWidth: 110 });
}

/** The part between two marks is made, the rest is written by hand. */
function between(name: string, part: string): (present: string) => string {
  return (present) =>
    present.replace(
      new RegExp(`(<!-- ${name}:begin[^>]*-->\n)[^]*(<!-- ${name}:end -->)`),
      (_all, begin: string, end: string) => `${begin}${part}${end}`,
    );
}

describe('documents that are made from the code are current (npm run docs:generate)', () => {
  it('docs/openapi.json', async () => {
    const gateway = await startGateway(WITH_ALL_ROUTES);
    const document = await inJson(await createOpenApiDocument(gateway.app, SURFACE_DOCUMENTS));
    await gateway.close();
    expectCurrent('docs/openapi.json', () => document);
  });

  it('console/src/api/schema.d.ts', () => {
    const script = join(ROOT, 'scripts', 'console-types.mjs');
    execFileSync(process.execPath, isUpdate ? [script] : [script, '--check'], { stdio: 'pipe' });
  });

  it('docs/tollgate.schema.json', async () => {
    const schema = await inJson(CONFIG_FILE_SCHEMA);
    expectCurrent('docs/tollgate.schema.json', () => schema);
  });

  it('.env.example', () => {
    expectCurrent('.env.example', () => envExample(allVariables(SHIPPED_DEFINITIONS)));
  });

  it("README.md's table of providers", () => {
    const table = providersTable(SHIPPED_DEFINITIONS);
    expect(readFileSync(join(ROOT, 'README.md'), 'utf8')).toContain('<!-- providers:begin');
    expectCurrent('README.md', between('providers', table));
  });

  it('the table of variables in docs/configuration.md', () => {
    const table = variablesTable(allVariables(SHIPPED_DEFINITIONS));
    expect(readFileSync(join(ROOT, 'docs/configuration.md'), 'utf8')).toContain('<!-- variables:begin');
    expectCurrent('docs/configuration.md', between('variables', table));
  });
});
