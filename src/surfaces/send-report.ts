import type { Request, Response } from 'express';
import { isObject, type Fields } from '../common/fields.js';
import { formatIn } from './report-format.js';

/** Rows of a report, and where it goes on; `undefined` = it has no pages. */
export interface Report {
  readonly data: readonly object[];
  /** Has the names of each row: the table has its columns, whatever rows it has. */
  readonly blank: object;
  readonly next?: string | null;
  /** There are rows beside the dearest ones; left out = these are all. */
  readonly hasMore?: boolean;
  /** What those come to together; left out = there are none, or nobody knows. */
  readonly rest?: object;
  /** False = the rows are what this process remembers; left out = it goes without saying. */
  readonly ledger?: boolean;
}

/** Sends a report as JSON, as CSV, or as a line of JSON a row. */
export function sendReport(
  request: Request,
  response: Response,
  { data, blank, next, hasMore, rest, ledger }: Report,
): void {
  const format = formatIn(request);
  if (format === 'json') {
    const paged = {
      ...(next !== undefined && { next }),
      ...(hasMore !== undefined && { has_more: hasMore }),
      ...(rest && { rest }),
    };
    response.json({ data, ...paged, ...(ledger !== undefined && { ledger }) });
    return;
  }
  if (next) response.setHeader('x-next-after', next);
  if (hasMore) response.setHeader('x-has-more', 'true');
  if (rest) response.setHeader('x-rest', JSON.stringify(rest));
  const isCsv = format === 'csv';
  response.setHeader(
    'content-type',
    isCsv ? 'text/csv; charset=utf-8' : 'application/x-ndjson; charset=utf-8',
  );
  response.send(isCsv ? toCsv(data, blank) : data.map((row) => `${JSON.stringify(row)}\n`).join(''));
}

/**
 * The columns are the names of JSON, those inside of objects joined by `_`; lists are JSON.
 * @param blank has the names of each row, so that pages have the same columns, but for those of their own tags.
 */
export function toCsv(rows: readonly object[], blank: object = {}): string {
  const flat = rows.map((row) => flattened(row as Fields));
  const columns = columnsOf([blank, ...rows] as readonly Fields[]);
  const cells = flat.map((row) => columns.map((column) => toCell(row[column], column)));
  return [columns.map((column) => toCell(column)), ...cells].map((line) => `${line.join(',')}\r\n`).join('');
}

/** In the order of the names of JSON; what is an object in one row and `null` in another has the columns of the object. */
function columnsOf(rows: readonly Fields[], prefix = ''): readonly string[] {
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  return [...names].flatMap((name) => {
    const objects = rows.map((row) => row[name]).filter(isObject);
    return objects.length > 0 ? columnsOf(objects, `${prefix}${name}_`) : [`${prefix}${name}`];
  });
}

function flattened(fields: Fields, prefix = ''): Record<string, unknown> {
  const entries = Object.entries(fields).flatMap(([name, value]): [string, unknown][] =>
    isObject(value) ? Object.entries(flattened(value, `${prefix}${name}_`)) : [[`${prefix}${name}`, value]],
  );
  return Object.fromEntries(entries);
}

/** Money below zero: a number, and no formula. */
const isMoney = (column: string, text: string) => column.endsWith('_usd') && /^-\d+(?:\.\d+)?$/.test(text);

/** What a spreadsheet would take for a formula is marked as a text (owasp.org, CSV injection). */
function toCell(value: unknown, column = ''): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const isRisky = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) && !isMoney(column, text);
  const safe = isRisky ? `'${text}` : text;
  return /[",\r\n]/.test(safe) || safe !== text ? `"${safe.replaceAll('"', '""')}"` : safe;
}
