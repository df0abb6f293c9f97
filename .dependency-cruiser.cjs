// Who may import whom. The heart (completions, port) knows neither the routes nor any single provider.
// Wiring (modules, start-up, src/index.ts) may know everything that it wires; so may specs, but for test/.
const ENTRY = '^src/(main|index)\\.ts$';
const START_UP = '^src/(main|create-gateway|configure-http)\\.ts$';
const MODULE = '\\.module\\.ts$';
const SPEC = '\\.spec\\.ts$';
const WIRING = [ENTRY, START_UP, MODULE];
const COMMON = '^src/common/';
const PORT = '^src/port/';
const DTO = '/dto/';
/** Agents and catalogue entries tie a provider to the surface. */
const AGENT_SERVICE = '(-agent\\.service|\\.entry)\\.ts$';
/** Surfaces turn their wire shapes into canonical ones and back. */
const SURFACE = ['^src/surfaces/', AGENT_SERVICE];
const TRANSPORT = ['\\.controller\\.ts$', '^src/observability/health/', '^src/openapi/'];

/** A rule, and why it is one. */
const forbid = (name, comment, from, to) => ({ name, severity: 'error', comment, from, to });

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    forbid(
      'no-circular',
      'Files that import each other cannot be read, or loaded, one by one.',
      {},
      { circular: true },
    ),
    forbid(
      'no-orphan',
      'Nothing imports this file: wire it or delete it.',
      { orphan: true, pathNot: [ENTRY, SPEC] },
      {},
    ),
    forbid('no-unresolvable', 'The import leads nowhere.', {}, { couldNotResolve: true }),
    forbid(
      'common-stands-alone',
      'src/common holds words that any server could use.',
      { path: COMMON, pathNot: SPEC },
      { path: '^src/', pathNot: COMMON },
    ),
    forbid(
      'port-knows-common-only',
      'The port is what everybody else agrees on; of packages it knows types.',
      { path: PORT, pathNot: SPEC },
      { path: '^src/', pathNot: [PORT, COMMON] },
    ),
    forbid(
      'port-runs-no-package',
      'The port is made of types and words; a package at run time belongs into an adapter.',
      { path: PORT, pathNot: SPEC },
      { dependencyTypes: ['npm'], dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'adapters-know-the-port',
      "A provider's definition and adapter know the port, common, config and what adapters share.",
      {
        path: '^src/llm-providers/(?!models/)([^/]+)/',
        pathNot: [AGENT_SERVICE, MODULE, SPEC],
      },
      {
        path: '^src/',
        pathNot: [PORT, COMMON, '^src/config/', '^src/llm-providers/(upstream|openai-compatible|$1)/'],
      },
    ),
    forbid(
      'completions-know-the-port',
      'The use case asks providers through the port, and does not know who called.',
      { path: '^src/completions/', pathNot: [MODULE, SPEC] },
      {
        path: '^src/',
        pathNot: ['^src/completions/', '^src/policies/', '^src/pricing/', PORT, COMMON, '^src/config/'],
      },
    ),
    forbid(
      'policies-are-mechanisms',
      'A policy knows time, chance and errors; whoever uses it knows the rest.',
      { path: '^src/policies/', pathNot: SPEC },
      { path: '^src/', pathNot: ['^src/policies/', PORT, COMMON] },
    ),
    forbid(
      'transport-is-outermost',
      'Controllers, health routes and the OpenAPI document call inwards; nothing calls them.',
      { pathNot: [...TRANSPORT, ...WIRING, SPEC] },
      { path: TRANSPORT },
    ),
    forbid(
      'wire-shapes-stay-at-the-surface',
      'DTOs are for controllers and for the mappers beside them; further in, requests are canonical.',
      { pathNot: [DTO, ...SURFACE, ...TRANSPORT, ...WIRING, SPEC] },
      { path: DTO },
    ),
    forbid(
      'app-module-is-the-top',
      'Only the start-up imports the list of modules.',
      { pathNot: [START_UP, MODULE, SPEC] },
      { path: '^src/(app\\.module|main)\\.ts$' },
    ),
    forbid(
      'product-without-tests',
      'src stands without test/.',
      { path: '^src/' },
      { path: '^(test|examples)/' },
    ),
    forbid(
      'openai-sdk-at-the-edge',
      'The SDK runs in the OpenAI folders only; its types are the canonical form and may go anywhere.',
      { path: '^src/', pathNot: ['^src/llm-providers/openai(-compatible)?/', SPEC] },
      { path: '(^|/)node_modules/openai/', dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'product-without-development-packages',
      'What is installed for development is missing in production.',
      { path: '^src/', pathNot: SPEC },
      { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
