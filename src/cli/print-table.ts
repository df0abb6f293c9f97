import { toSeenJson } from '../common/seen-text.js';

/** Rows as a table for a terminal; what is nested is left out, control characters are shown as what they are. */
export function printTable(rows: readonly Readonly<Record<string, unknown>>[]): string {
  // A column that is nested in one row would say of it that there is nothing.
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((name) =>
    rows.every((row) => isPlain(row[name])),
  );
  if (rows.length === 0) return 'Nothing.\n';
  const cells = [names, ...rows.map((row) => names.map((name) => toCell(row[name])))];
  const widths = names.map((_, at) => Math.max(...cells.map((line) => line[at]!.length)));
  return cells
    .map(
      (line) =>
        `${line
          .map((cell, at) => cell.padEnd(widths[at]!))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

function isPlain(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

function toCell(value: unknown): string {
  if (typeof value === 'string') return toSeenJson(value).slice(1, -1);
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '-';
}
