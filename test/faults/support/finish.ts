import { writeFileSync } from 'node:fs';
import { failuresOf, isPassed, tableOf, type CaseResult } from './table.js';

/** Prints the table, leaves the counts where FAULTS_REPORT says, and ends the process: 0 if every case holds. */
export function finishWith(results: readonly CaseResult[]): never {
  const failed = results.filter((result) => !isPassed(result)).map(({ faultCase }) => faultCase.id);
  const passed = results.length - failed.length;
  console.log(
    `${tableOf(results)}\n\n${failuresOf(results)}${passed} hold, ${failed.length} do not: ${failed.join(', ') || '-'}`,
  );
  const report = process.env['FAULTS_REPORT'];
  if (report) writeFileSync(report, JSON.stringify({ passed, failed: failed.length, skipped: 0 }));
  process.exit(failed.length === 0 && passed > 0 ? 0 : 1);
}
