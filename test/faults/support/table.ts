import { holds, type Check, type FaultCase } from './fault-case.js';

export interface CaseResult {
  readonly faultCase: Pick<FaultCase, 'id' | 'input'>;
  readonly checks: readonly Check[];
  readonly seconds: number;
}

export function isPassed({ checks }: CaseResult): boolean {
  return checks.length > 0 && checks.every(holds);
}

/** Case, expected, seen: a line for each check. Runs of checks that saw the same are told together. */
export function tableOf(results: readonly CaseResult[]): string {
  const rows = results.flatMap((result) =>
    grouped(result.checks).map((check, index) => [
      index === 0 ? result.faultCase.id : '',
      index === 0 ? result.faultCase.input : '',
      check.about,
      check.expected,
      holds(check) ? 'as expected' : `FAILED: ${check.seen}`.slice(0, 80),
    ]),
  );
  const head = ['case', 'input', 'of it', 'expected', 'seen'];
  const widths = [5, 34, 30, 44, 0];
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, at) => fit(cell, widths[at] ?? 0))
        .join(' ')
        .trimEnd(),
    )
    .join('\n');
}

/** What does not hold, in full. */
export function failuresOf(results: readonly CaseResult[]): string {
  const lines = results.flatMap(({ faultCase, checks }) =>
    checks
      .filter((check) => !holds(check))
      .map(
        ({ about, expected, seen }) => `${faultCase.id} ${about}\n  expected ${expected}\n  seen     ${seen}`,
      ),
  );
  return lines.map((line) => `${line}\n`).join('');
}

function grouped(checks: readonly Check[]): Check[] {
  const groups = new Map<string, Check[]>();
  for (const check of checks) {
    const key = JSON.stringify([check.expected, check.seen]);
    groups.set(key, [...(groups.get(key) ?? []), check]);
  }
  return [...groups.values()].map((group) => ({
    ...group[0]!,
    about: group.map(({ about }) => about).join(', '),
  }));
}

function fit(cell: string, width: number): string {
  if (width === 0) return cell;
  return cell.length > width ? `${cell.slice(0, width - 1)}…` : cell.padEnd(width);
}
