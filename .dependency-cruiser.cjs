// Who may import whom: surfaces → routing → completions → policies, port; adapters know the port. No arrow goes back up.
// Wiring (modules, start-up, src/index.ts) may know everything that it wires; so may specs, but for test/.
const ENTRY = '^src/(main|index|cli)\\.ts$';
const START_UP = '^src/(main|serve|create-gateway|configure-http)\\.ts$';
const MODULE = '\\.module\\.ts$';
const SPEC = '\\.spec\\.ts$';
const WIRING = [ENTRY, START_UP, MODULE];
const COMMON = '^src/common/';
const PORT = '^src/port/';
const CONFIG = '^src/config/';
const COMPLETIONS = '^src/completions/';
const POLICIES = '^src/policies/';
const PRICING = '^src/pricing/';
const GOVERNANCE = '^src/governance/';
const STORAGE = '^src/storage/';
const ROUTING = '^src/routing/';
const SURFACES = '^src/surfaces/';
/** Injectables of a surface, each of which stands for one provider. */
const AGENT_SERVICE = '^src/surfaces/agents/services/';
const DEFINITION = '^src/llm-providers/[^/]+/[^/]+\\.(definition|entry)\\.ts$';
/** Entries of the catalogue are made of what an entry is; the rest of an adapter does not know the catalogue. */
const ENTRY_OF_CATALOGUE = '\\.entry\\.ts$';
const SHAPE_OF_ENTRY = '^src/llm-providers/(provider-entry|openai-compatible-entry)\\.ts$';
const TRANSPORT = ['\\.controller\\.ts$', '^src/observability/health/'];

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
      'The port is what all other rooms agree on; of packages it knows types.',
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
      "A provider's definition and adapter know the port, common and what adapters share.",
      { path: '^src/llm-providers/(?!testing/)([^/]+)/', pathNot: [ENTRY_OF_CATALOGUE, SPEC] },
      {
        path: '^src/',
        pathNot: [PORT, COMMON, '^src/llm-providers/(upstream|openai-compatible|$1)/'],
      },
    ),
    forbid(
      'entries-know-their-provider',
      'An entry of the catalogue puts one provider together, and knows no other.',
      { path: '^src/llm-providers/([^/]+)/[^/]+\\.entry\\.ts$' },
      {
        path: '^src/',
        pathNot: [PORT, COMMON, SHAPE_OF_ENTRY, '^src/llm-providers/(upstream|openai-compatible|$1)/'],
      },
    ),
    forbid(
      'catalogue-knows-no-call',
      'The catalogue and what makes adapters of it know configuration and providers, and not who asks them.',
      { path: '^src/llm-providers/[^/]+\\.ts$', pathNot: [MODULE, SPEC] },
      { path: '^src/', pathNot: ['^src/llm-providers/', PORT, COMMON, CONFIG] },
    ),
    forbid(
      'config-is-innermost',
      'Configuration is read before anything else stands: what ships is an argument.',
      { path: CONFIG, pathNot: SPEC },
      { path: '^src/', pathNot: [CONFIG, PORT, COMMON] },
    ),
    forbid(
      'config-without-framework',
      'Variables and the file are read without Nest.',
      { path: CONFIG, pathNot: SPEC },
      { path: '(^|/)node_modules/@nestjs/' },
    ),
    forbid(
      'completions-know-the-port',
      'The use case asks providers through the port, and does not know who called.',
      { path: COMPLETIONS, pathNot: [MODULE, SPEC] },
      { path: '^src/', pathNot: [COMPLETIONS, POLICIES, PRICING, PORT, COMMON, CONFIG] },
    ),
    forbid(
      'governance-stands-at-the-gate',
      'Who may spend what is asked by completions through their gate; of callers it knows what the gate tells.',
      { path: GOVERNANCE, pathNot: [MODULE, SPEC] },
      { path: '^src/', pathNot: [GOVERNANCE, STORAGE, COMPLETIONS, POLICIES, PRICING, PORT, COMMON, CONFIG] },
    ),
    forbid(
      'storage-knows-no-subject',
      'The store keeps what others hand to it; the repositories of a subject stand with the subject.',
      { path: STORAGE, pathNot: [MODULE, SPEC] },
      { path: '^src/', pathNot: [STORAGE, COMMON, CONFIG] },
    ),
    forbid(
      'routing-knows-completions',
      'Routing turns the model that a caller named into targets; it does not know who called, nor any adapter.',
      { path: ROUTING, pathNot: [MODULE, SPEC] },
      { path: '^src/', pathNot: [ROUTING, COMPLETIONS, POLICIES, PORT, COMMON, CONFIG] },
    ),
    forbid(
      'pricing-knows-the-port',
      'What an answer cost follows from its usage and from prices.',
      { path: PRICING, pathNot: SPEC },
      { path: '^src/', pathNot: [PRICING, PORT, COMMON] },
    ),
    forbid(
      'policies-are-mechanisms',
      'A policy knows time, chance and errors; its user knows the rest.',
      { path: POLICIES, pathNot: SPEC },
      { path: '^src/', pathNot: [POLICIES, PORT, COMMON] },
    ),
    forbid(
      'surfaces-ask-through-routing',
      'A surface reaches models through routing and completions, never through an adapter.',
      { path: SURFACES, pathNot: [AGENT_SERVICE, MODULE, SPEC] },
      { path: '^src/llm-providers/' },
    ),
    forbid(
      'agent-services-know-a-definition',
      "The injectable of one provider's agent knows the provider's definition, or the entry that holds it.",
      { path: AGENT_SERVICE, pathNot: SPEC },
      { path: '^src/llm-providers/', pathNot: DEFINITION },
    ),
    forbid(
      'surfaces-are-outermost',
      'Nothing imports a surface but the wiring.',
      { pathNot: [SURFACES, ...WIRING, SPEC] },
      { path: SURFACES },
    ),
    forbid(
      'transport-is-outermost',
      'Controllers and health routes call inwards; nothing calls them.',
      { pathNot: [...TRANSPORT, ...WIRING, SPEC] },
      { path: TRANSPORT },
    ),
    forbid(
      'surfaces-are-apart',
      'A surface has wire shapes of its own, and knows no other surface.',
      { path: '^src/surfaces/([^/]+)/', pathNot: SPEC },
      { path: '^src/surfaces/[^/]+/', pathNot: '^src/surfaces/$1/' },
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
