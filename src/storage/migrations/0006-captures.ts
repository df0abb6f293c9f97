import type { Migration } from './migration.js';

/** What was asked and answered, where that is kept. */
export const captures: Migration = {
  version: 6,
  name: 'captures',
  async up({ schema }) {
    await schema
      .createTable('captures')
      .addColumn('call_id', 'text', (column) => column.primaryKey())
      .addColumn('mode', 'text', (column) => column.notNull())
      .addColumn('captured_at', 'double precision', (column) => column.notNull())
      .addColumn('content', 'text', (column) => column.notNull())
      .execute();
  },
  async down({ schema }) {
    await schema.dropTable('captures').execute();
  },
};
