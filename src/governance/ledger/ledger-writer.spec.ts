import type { Statement, StatementResult } from '../../storage/store.js';
import { RowsNotThereError } from '../../storage/store.js';
import { LedgerWriter } from './ledger-writer.js';
import { closedRow, openRow } from './testing/call-rows.js';

describe('rows of calls that are written together', () => {
  it('are written but for that of a call that another node has ended', async () => {
    const rows = Array.from({ length: 5 }, () => openRow());
    const ended = String(rows[3]!.id);
    const written: string[] = [];
    const write = async (statements: readonly Statement[]): Promise<StatementResult[]> => {
      const ids = statements.flatMap(({ parameters }) => idsIn(parameters));
      if (ids.includes(ended)) throw new RowsNotThereError('It is not there.');
      written.push(...ids);
      return [];
    };
    const writer = new LedgerWriter({ write });
    const closing = rows.map((row) =>
      writer.close({ row: closedRow(row), attempts: [], windows: [], changes: [] }),
    );
    const ends = (await Promise.allSettled(closing)).map(({ status }) => status);
    expect(ends).toEqual(rows.map(({ id }) => (id === ended ? 'rejected' : 'fulfilled')));
    expect(written).toEqual(rows.map(({ id }) => id).filter((id) => id !== ended));
  });
});

/** The id is the last value of a row that ends. */
function idsIn([json]: readonly unknown[]): string[] {
  return (JSON.parse(String(json)) as readonly unknown[][]).map((values) => String(values.at(-1)));
}
