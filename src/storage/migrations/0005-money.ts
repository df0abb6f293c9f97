import type { Migration } from './migration.js';

/** Prices with dates, what calls cost before they were priced anew, and who is told of budgets that run out. */
export const money: Migration = {
  version: 5,
  name: 'money',
  async up({ schema }) {
    await schema
      .createTable('prices')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('provider', 'text', (column) => column.notNull())
      .addColumn('model', 'text', (column) => column.notNull())
      .addColumn('valid_from', 'double precision', (column) => column.notNull())
      .addColumn('price', 'text', (column) => column.notNull())
      .addColumn('created_at', 'double precision', (column) => column.notNull())
      .addColumn('created_by', 'text', (column) => column.notNull())
      .execute();
    await schema
      .createTable('repricings')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('at', 'double precision', (column) => column.notNull())
      .addColumn('actor', 'text', (column) => column.notNull())
      .addColumn('from_at', 'double precision', (column) => column.notNull())
      .addColumn('to_at', 'double precision', (column) => column.notNull())
      .addColumn('model', 'text', (column) => column.notNull())
      .addColumn('provider', 'text')
      .addColumn('calls', 'integer', (column) => column.notNull())
      .addColumn('changed', 'integer', (column) => column.notNull())
      .addColumn('cost_before', 'bigint', (column) => column.notNull())
      .addColumn('cost_after', 'bigint', (column) => column.notNull())
      .execute();
    await schema
      .createTable('repriced_calls')
      .addColumn('repricing_id', 'text', (column) => column.notNull())
      .addColumn('call_id', 'text', (column) => column.notNull())
      .addColumn('cost', 'bigint')
      .addColumn('cost_source', 'text')
      .addColumn('computed_cost', 'bigint')
      .addColumn('price_version', 'text')
      .addPrimaryKeyConstraint('repriced_calls_key', ['call_id', 'repricing_id'])
      .execute();
    await schema
      .createTable('budget_alerts')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('body', 'text', (column) => column.notNull())
      .addColumn('created_at', 'double precision', (column) => column.notNull())
      .addColumn('busy_until', 'double precision', (column) => column.notNull())
      .addColumn('attempts', 'integer', (column) => column.notNull())
      .addColumn('is_done', 'integer', (column) => column.notNull())
      .execute();
    await schema
      .createIndex('budget_alerts_by_time')
      .on('budget_alerts')
      .columns(['is_done', 'created_at'])
      .execute();
  },
  async down({ schema }) {
    for (const table of ['budget_alerts', 'repriced_calls', 'repricings', 'prices'])
      await schema.dropTable(table).execute();
  },
};
