import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runFaults } from './fault-run.mjs';
import { runGrouped, runJest } from './jest-run.mjs';
import { inProject, projectRoot } from './project.mjs';
import { folderWith } from './python-package.mjs';
import { findSchemathesis, SCHEMA_LEFT_OUT } from './schema-run.mjs';
import { runTool } from './run-tool.mjs';

/** Debian's, unless CHROMIUM_PATH names another. */
const CHROMIUM = process.env.CHROMIUM_PATH || '/usr/bin/chromium';

const BROWSER_LEFT_OUT = [
  `!!! The browser test was LEFT OUT: there is no Chromium at ${CHROMIUM}.`,
  '!!! To include it: `apt-get install chromium`, or set CHROMIUM_PATH; then `npm run test:browser`.',
].join('\n');

const tool = (...segments) => inProject('node_modules', ...segments);

/** A check that looks at the sources only: quiet unless it fails, and free to run beside others (`isMeasured` false). */
const staticStep = (...command) => ({
  isMeasured: false,
  run: () => runTool(process.execPath, command, { cwd: projectRoot }),
});

/** A run of tests: its output is shown, and what it counts goes into the summary. */
const testStep = (run) => ({
  isMeasured: true,
  run: async (extraArguments) => {
    const counts = await run(extraArguments);
    return { isOk: counts.failed === 0, counts };
  },
});

const jestStep = (projects, { options = [], env = process.env } = {}) =>
  testStep((extraArguments) => runJest(projects, [...extraArguments, ...options], env));

/** Its tests wait for a page for as long as it takes, and use one core. */
const besideOthers = (step) => ({ ...step, isMeasured: false });

const groupedStep = (kind) => testStep((extraArguments) => runGrouped(kind, extraArguments));

/** Acts out faults against the built gateway, and shows them as a table. */
const faultStep = (program, variables = {}) =>
  testStep((extraArguments) => runFaults(program, extraArguments, variables));

/** Needs a browser; without one it is left out, loudly, or fails where TOLLGATE_REQUIRE_BROWSER=1 asks for it. */
function browserStep() {
  if (existsSync(CHROMIUM)) {
    const env = { ...process.env, CHROMIUM_PATH: CHROMIUM };
    return besideOthers(jestStep(['browser'], { env }));
  }
  const isRequired = process.env.TOLLGATE_REQUIRE_BROWSER === '1';
  const counts = { passed: 0, failed: isRequired ? 1 : 0, skipped: 0 };
  return { isMeasured: false, run: async () => ({ isOk: !isRequired, counts, leftOut: BROWSER_LEFT_OUT }) };
}

/** Needs a program in Python; where it cannot be had, the step is left out, loudly. */
const schemaStep = () => ({
  isMeasured: true,
  run: (extraArguments) => {
    const program = findSchemathesis();
    if (program === null) return { isOk: true, leftOut: SCHEMA_LEFT_OUT };
    return faultStep('faults/schema/main.ts', { SCHEMATHESIS: program }).run(extraArguments);
  },
});

/** The one that the blocks of the console were last run with. */
const OPENAI_FOR_PYTHON = '3.57.0';

const PYTHON_LEFT_OUT = [
  `!!! The console's blocks in Python were LEFT OUT: openai ${OPENAI_FOR_PYTHON} is not there, nor can it be installed.`,
  '!!! To include them: install Python 3 with venv, where packages can be had; then `npm run test:python`.',
].join('\n');

/** Runs what the console shows in Python with OpenAI's own package; where it cannot be had, it is left out, loudly. */
const pythonStep = () => ({
  isMeasured: true,
  run: (extraArguments) => {
    const programs = folderWith('openai', OPENAI_FOR_PYTHON);
    if (programs === null) return { isOk: true, leftOut: PYTHON_LEFT_OUT };
    const env = { ...process.env, OPENAI_PYTHON: join(programs, 'python') };
    const options = ['--testPathPatterns', 'connect-blocks', '--testNamePattern', 'Python'];
    return jestStep(['e2e'], { options, env }).run(extraArguments);
  },
});

const coverage = ['--coverage', '--coverageReporters=text', '--coverageReporters=text-summary'];

/** Every step by its name, in the order of reporting. */
export const steps = {
  browser: browserStep(),
  format: staticStep(tool('prettier', 'bin', 'prettier.cjs'), '--check', '.'),
  lint: staticStep(tool('oxlint', 'bin', 'oxlint'), '--type-aware', '--deny-warnings'),
  typecheck: staticStep(tool('typescript', 'bin', 'tsc'), '--noEmit', '--incremental', 'false'),
  'console-types': staticStep(tool('typescript', 'bin', 'tsc'), '--project', 'console'),
  architecture: staticStep(tool('dependency-cruiser', 'bin', 'dependency-cruiser.mjs'), 'src'),
  build: staticStep(inProject('scripts', 'build.mjs')), // for the fault cases
  unit: groupedStep('unit'),
  e2e: groupedStep('e2e'),
  'short-faults': faultStep('faults/main.ts', { FAULTS_LENGTH: 'short' }),
  faults: faultStep('faults/main.ts'),
  coverage: jestStep(['unit', 'e2e'], { options: coverage }),
  soak: faultStep('faults/soak/main.ts'),
  schema: schemaStep(),
  python: pythonStep(),
  hostile: faultStep('faults/hostile/main.ts', { FAULTS_EXACT_BOUNDS: '1' }),
  figures: faultStep('faults/figures/main.ts', { FAULTS_EXACT_BOUNDS: '1' }),
  agents: faultStep('agents/main.ts'),
};

/** Too long for every day, or a repetition. */
const ON_DEMAND = ['faults', 'coverage', 'soak', 'schema', 'python', 'hostile', 'figures', 'agents'];

/** What `npm test` runs. */
export const wholeCheck = Object.keys(steps).filter((name) => !ON_DEMAND.includes(name));
