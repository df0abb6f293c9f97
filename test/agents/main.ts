// `npm run test:agents [-- ID …]`: installs coding agents, and takes each through a loop of tools against the built
// gateway. IDs name agents (`codex`) or cases (`codex:gemini`). AGENTS_FOLDER keeps what is installed for the next run.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { failuresOf, isPassed, type CaseResult } from '../faults/support/table.js';
import { AGENT_CASES } from './cases.js';
import { Installed } from './install.js';
import { AgentStage } from './agent-stage.js';
import { playCase } from './play-case.js';

/** Checks that are worth a word where they hold. */
const TOLD = new Set(['requests', 'asked others']);

async function main(): Promise<void> {
  const wanted = new Set(process.argv.slice(2));
  const cases = AGENT_CASES.filter(
    ({ id, agent }) => wanted.size === 0 || wanted.has(id) || wanted.has(agent.id),
  );
  const installed = new Installed(folderOfAgents());
  const stage = await AgentStage.open();
  const results: CaseResult[] = [];
  // one at a time: each keeps a core busy
  for (const one of cases) {
    const result = await playCase(one, { stage, installed });
    const told = result.checks
      .filter(({ about }) => TOLD.has(about))
      .map(({ about, seen }) => `${about}: ${seen}`)
      .join('; ');
    const verdict = isPassed(result) ? 'ok    ' : 'FAILED';
    console.log(`${verdict} ${one.id.padEnd(22)} ${result.seconds.toFixed(1).padStart(5)} s  ${told}`);
    results.push(result);
  }
  await stage.close();
  finish(results);
}

/** Below the home folder: one for temporary files is none that every agent takes a home in. */
function folderOfAgents(): string {
  const kept = process.env['AGENTS_FOLDER'];
  if (kept !== undefined) {
    mkdirSync(kept, { recursive: true });
    return kept;
  }
  const folder = mkdtempSync(join(homedir(), '.tollgate-agents-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

function finish(results: readonly CaseResult[]): never {
  const passed = results.filter(isPassed).length;
  const counts = { passed, failed: results.length - passed, skipped: 0 };
  console.log(`\n${failuresOf(results)}`);
  const report = process.env['FAULTS_REPORT'];
  if (report) writeFileSync(report, JSON.stringify(counts));
  process.exit(counts.failed === 0 && passed > 0 ? 0 : 1);
}

void main();
