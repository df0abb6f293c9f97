import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inProject, projectRoot } from './project.mjs';
import { runTool } from './run-tool.mjs';
import { groupSpecs } from './spec-groups.mjs';

/** Nest 12 is ESM only; Jest can load that behind this flag. */
const NODE_OPTIONS_FOR_JEST = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  '--import=./scripts/lib/leave-at-once.mjs', // its workers take over the options
];

/**
 * Runs one kind of tests (a project of jest.config.js): all of its specs, or those in the folders that are given, in
 * groups; with anything else that Jest takes, each spec by itself. Resolves to what Jest counted; a run that broke, or
 * that ran no test at all, counts as one failure at least.
 */
export async function runGrouped(kind, extraArguments) {
  const areFolders = extraArguments.every((path) => existsSync(path) && statSync(path).isDirectory());
  if (!areFolders) return runJest([kind], extraArguments);
  return runJest([kind], groupSpecs(kind, { folder: ownFolder(), under: extraArguments }));
}

/** Likewise for any kinds, each spec file in a module registry of its own. The output is shown as it comes. */
export async function runJest(projects, extraArguments, env = process.env) {
  const folder = ownFolder();
  const report = join(folder, 'report.json');
  const options = ['--config', inProject('jest.config.js'), '--json', `--outputFile=${report}`];
  const command = [...NODE_OPTIONS_FOR_JEST, inProject('node_modules', 'jest', 'bin', 'jest.js')];
  // --selectProjects comes last: it would take names that follow it for projects
  const jestArguments = [...command, ...options, ...extraArguments, '--selectProjects', ...projects];
  const { isOk } = await runTool(process.execPath, jestArguments, { cwd: projectRoot, env, isShown: true });
  return countTests(report, isOk);
}

function ownFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-jest-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true })); // also when interrupted
  return folder;
}

function countTests(report, isOk) {
  const results = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined;
  const passed = results?.numPassedTests ?? 0;
  const skipped = (results?.numPendingTests ?? 0) + (results?.numTodoTests ?? 0);
  const failed = (results?.numFailedTests ?? 0) + (results?.numRuntimeErrorTestSuites ?? 0);
  const isComplete = isOk && passed + failed > 0;
  return { passed, skipped, failed: isComplete ? failed : Math.max(failed, 1) };
}
