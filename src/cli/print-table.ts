/** What JSON leaves as it is, and a terminal may obey: `U+009B` begins a sequence as `ESC [` does; marks of direction. */
const UNSEEN = /[\p{Cc}\p{Bidi_Control}]/gu;

/** Rows as a table for a terminal; what is nested is left out, control characters are shown as what they are. */
export function printTable(rows: readonly Readonly<Record<string, unknown>>[]): string {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row).filter((name) => isPlain(row[name]))))];
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
  if (typeof value === 'string') return JSON.stringify(value).slice(1, -1).replace(UNSEEN, toEscape);
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '-';
}

function toEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
