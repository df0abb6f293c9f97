import { CLOSING, type AttemptRow, type ClosedRow, type OpenRow } from './call-writer.js';
import { ATTEMPT_COLUMNS, LASTING_COLUMNS, OPEN_COLUMNS, RENEWED_COLUMNS } from './ledger-columns.js';
import { attemptValues, closedValues, lastingValues, renewedValues } from './row-values.js';

/** A row in which each column has its own name. */
const named = (columns: object): unknown =>
  Object.fromEntries(Object.keys(columns).map((name) => [name, name]));
const inBrackets = (values: string) => JSON.parse(`[${values}]`) as unknown;

describe('rows in JSON', () => {
  it('have their values in the order of the columns, none left out', () => {
    const opened = named(OPEN_COLUMNS) as OpenRow;
    expect(inBrackets(renewedValues(opened))).toEqual(Object.keys(RENEWED_COLUMNS));
    expect(inBrackets(lastingValues(opened))).toEqual(Object.keys(LASTING_COLUMNS));
    expect(inBrackets(closedValues(named(CLOSING) as ClosedRow))).toEqual(Object.keys(CLOSING));
    const attempt = named(ATTEMPT_COLUMNS) as AttemptRow;
    expect(inBrackets(attemptValues(attempt))).toEqual(Object.keys(ATTEMPT_COLUMNS));
  });

  it('says of each call what it says, however alike the one before with its key is', () => {
    const row = named(OPEN_COLUMNS) as OpenRow;
    const names = Object.keys(LASTING_COLUMNS) as (keyof typeof LASTING_COLUMNS)[];
    for (const name of names) {
      for (const value of ['another "one"', null, 7]) {
        const other = { ...row, [name]: value };
        expect(inBrackets(lastingValues(other))).toEqual(names.map((each) => other[each]));
        expect(inBrackets(lastingValues(row))).toEqual(names);
      }
    }
  });
});
