// `npm run test:faults [-- ID …]`: acts out the cases, and prints what was expected and seen of each. FAULTS_LENGTH may
// be `short` or `long`: only the cases that `npm test` has time for, or only the others.
import { FAULT_CASES } from './cases/index.js';
import type { FaultCase } from './support/fault-case.js';
import { finishWith } from './support/finish.js';
import { runCases } from './support/run-cases.js';

async function main(): Promise<void> {
  const wanted = new Set(process.argv.slice(2));
  const length = process.env['FAULTS_LENGTH'];
  const isOfLength = ({ isLong = false }: FaultCase) =>
    length === undefined || (length === 'long') === isLong;
  const [cases, others] = [FAULT_CASES.filter(isOfLength), FAULT_CASES.filter((each) => !isOfLength(each))];
  if (others.length > 0) console.log(`Left out: ${others.map(({ id }) => id).join(', ')}.`);
  finishWith(await runCases(cases.filter(({ id }) => wanted.size === 0 || wanted.has(id))));
}

void main();
