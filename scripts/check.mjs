// `npm test`: runs every check, or with `check.mjs STEP [its arguments]` the named one, on the project's own Node.
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './lib/install.mjs';
import { giveUp, runInPlace } from './lib/project.mjs';
import { isNodeRecentEnough, projectNode } from './lib/project-node.mjs';
import { stopToolsOn } from './lib/run-tool.mjs';
import { steps, wholeCheck } from './lib/steps.mjs';

const [stepName, ...extraArguments] = process.argv.slice(2);
if (stepName && !steps[stepName]) {
  giveUp(`There is no step "${stepName}"; there are: ${Object.keys(steps).join(', ')}.`);
}

ensureInstalled();
if (isNodeRecentEnough()) await check(stepName ? [stepName] : wholeCheck);
else runInPlace(projectNode(), [fileURLToPath(import.meta.url), ...process.argv.slice(2)]);

async function check(names) {
  stopToolsOn(['SIGINT', 'SIGTERM', 'SIGHUP']);
  const results = [
    ...(await runBesideEachOther(names.filter((name) => !steps[name].isMeasured))),
    ...(await runInTurn(names.filter((name) => steps[name].isMeasured))),
  ];
  if (!report(results)) process.exitCode = 1;
}

async function runBesideEachOther(names) {
  const waiting = [...names];
  const lanes = Array.from({ length: availableParallelism() }, async () => {
    const results = [];
    while (waiting.length > 0) results.push(await runStep(waiting.shift()));
    return results;
  });
  return (await Promise.all(lanes)).flat();
}

async function runInTurn(names) {
  const results = [];
  for (const name of names) results.push(await runStep(name));
  return results;
}

async function runStep(name) {
  const startedAt = performance.now();
  const result = await steps[name].run(extraArguments);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const verdict = result.isOk ? (result.leftOut ? 'LEFT OUT' : 'ok') : 'FAILED';
  if (!result.isOk && result.output) console.log(`\n${result.output.trim()}\n`);
  console.log(`${verdict.padEnd(9)} ${name.padEnd(13)} ${seconds.padStart(6)} s`);
  return { ...result, name };
}

/** Says what was left out, what failed, and last how many tests ran. Returns whether all is well. */
function report(results) {
  console.log();
  for (const { leftOut } of results) if (leftOut) console.log(`${leftOut}\n`);
  const failed = results.filter(({ isOk }) => !isOk).map(({ name }) => name);
  if (failed.length > 0) console.log(`Failed: ${failed.join(', ')}\n`);
  return reportTests(results.flatMap((result) => result.counts ?? [])) && failed.length === 0;
}

/** A run that was to have tests, and ran none, has shown nothing: that is no success. */
function reportTests(counts) {
  if (counts.length === 0) return true;
  const total = (key) => counts.reduce((sum, count) => sum + count[key], 0);
  const [passed, failed, skipped] = ['passed', 'failed', 'skipped'].map(total);
  const hasRunAny = passed + failed > 0;
  if (!hasRunAny) console.log('No test was run.\n');
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  return hasRunAny;
}
