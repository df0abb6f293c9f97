import type { Statement } from '../../storage/store.js';
import type { Columns, WrittenRow } from './ledger-columns.js';

const SOURCE = 'json_array_elements($1::json) as j(value)';

/**
 * Statements of PostgreSQL that write any number of rows from one JSON array: bound one by one, the values of a row take several
 * times as long. What JSON has no number for goes as text, and is cast back.
 */
export class BulkStatements<C extends Columns> {
  private readonly names: readonly (string & keyof C)[];

  constructor(
    private readonly table: string,
    private readonly columns: C,
  ) {
    this.names = Object.keys(columns);
  }

  insert(rows: readonly WrittenRow<C>[]): Statement {
    return this.statement(`${this.insertion} where true`, rows);
  }

  /**
   * @param key of the row that gets the values of the others.
   * @param onlyWhere what else has to hold of it.
   */
  update(rows: readonly WrittenRow<C>[], key: string & keyof C, onlyWhere = 'true'): Statement {
    const set = this.names.filter((name) => name !== key).map((name) => `${name} = t.${name}`);
    const values = this.names.map((name, at) => `${this.valueAt(name, at)} as ${name}`);
    return this.statement(
      `update ${this.table} set ${set.join(', ')} from (select ${values.join(', ')} from ${SOURCE}) as t ` +
        `where ${this.table}.${key} = t.${key} and ${onlyWhere}`,
      rows,
    );
  }

  /** @param onlyWhere as above. */
  delete(keys: readonly string[], key: string & keyof C, onlyWhere = 'true'): Statement {
    const sql = `delete from ${this.table} where ${key} in (select j.value ->> 0 from ${SOURCE}) and ${onlyWhere}`;
    return { sql, parameters: [JSON.stringify(keys.map((value) => [value]))] };
  }

  private get insertion(): string {
    const values = this.names.map((name, at) => this.valueAt(name, at));
    return `insert into ${this.table} (${this.names.join(', ')}) select ${values.join(', ')} from ${SOURCE}`;
  }

  private valueAt(name: keyof C, at: number): string {
    const value = `j.value ->> ${at}`;
    return this.columns[name] === 'text' ? value : `cast(${value} as ${this.columns[name]})`;
  }

  private statement(sql: string, rows: readonly WrittenRow<C>[]): Statement {
    return { sql, parameters: [JSON.stringify(rows.map((row) => this.names.map((name) => row[name])))] };
  }
}
