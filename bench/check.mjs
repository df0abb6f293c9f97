// Compares the ratios of the last run with those that are committed: a call must not become dearer unseen.
//   npm run bench && npm run bench:check
import { readFileSync } from 'node:fs';

/** Machines differ, and so do two runs on one: a ratio may be so much higher before it counts. */
const TOLERANCE = 1.25;

const read = (name) => JSON.parse(readFileSync(new URL(`./results/${name}.json`, import.meta.url), 'utf8'));
const [committed, latest] = [read('committed'), read('latest')];
const dearer = [];
for (const [name, { gateway }] of Object.entries(latest.workloads)) {
  const before = committed.workloads[name]?.gateway.ratio;
  if (before === undefined) continue;
  const isDearer = gateway.ratio > before * TOLERANCE;
  console.log(
    `${name.padEnd(14)}${before} x floor committed, ${gateway.ratio} now${isDearer ? '  DEARER' : ''}`,
  );
  if (isDearer) dearer.push(name);
}
process.exitCode = dearer.length > 0 ? 1 : 0;
