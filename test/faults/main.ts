// `npm run test:faults [-- ID …]`: acts out the cases, and prints what was expected and seen of each.
import { FAULT_CASES } from './cases/index.js';
import { finishWith } from './support/finish.js';
import { runCases } from './support/run-cases.js';

async function main(): Promise<void> {
  const wanted = new Set(process.argv.slice(2));
  finishWith(await runCases(FAULT_CASES.filter(({ id }) => wanted.size === 0 || wanted.has(id))));
}

void main();
