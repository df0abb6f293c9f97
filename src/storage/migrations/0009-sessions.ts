import type { Migration } from './migration.js';

/** People who are logged in at the console. */
export const sessions: Migration = {
  version: 9,
  name: 'sessions',
  async up({ schema }) {
    await schema
      .createTable('sessions')
      .addColumn('hash', 'text', (column) => column.primaryKey())
      .addColumn('holder', 'text', (column) => column.notNull())
      .addColumn('sealed', 'text', (column) => column.notNull())
      .addColumn('opened_at', 'double precision', (column) => column.notNull())
      .addColumn('ends_at', 'double precision', (column) => column.notNull())
      .addColumn('used_at', 'double precision', (column) => column.notNull())
      .execute();
  },
  async down({ schema }) {
    await schema.dropTable('sessions').execute();
  },
};
