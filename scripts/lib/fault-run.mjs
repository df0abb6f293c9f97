import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { inProject, projectRoot } from './project.mjs';
import { runTool } from './run-tool.mjs';

/** Runs the TypeScript as it stands. */
const LOADER = ['--import', './test/faults/register-typescript.mjs', '--disable-warning=ExperimentalWarning'];

/**
 * Runs a program of test/ against the gateway in dist/ (built anew where it is stale), or against the one that
 * GATEWAY names. Resolves to what it counted; one that broke counts as one failure at least.
 */
export async function runFaults(program, extraArguments, variables = {}) {
  if (!process.env.GATEWAY) ensureBuilt(process.execPath);
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-faults-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true })); // also when interrupted
  const report = join(folder, 'report.json');
  const command = [...LOADER, inProject('test', program), ...extraArguments];
  const env = { ...variables, ...process.env, FAULTS_REPORT: report };
  const { isOk } = await runTool(process.execPath, command, { cwd: projectRoot, env, isShown: true });
  const none = { passed: 0, failed: 0, skipped: 0 };
  const counts = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : none;
  return isOk ? counts : { ...counts, failed: Math.max(counts.failed, 1) };
}
