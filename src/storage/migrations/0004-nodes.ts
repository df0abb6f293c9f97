import type { Migration } from './migration.js';

/** Who is at work on a store that several nodes share: what one that is gone has reserved goes back. */
export const nodes: Migration = {
  version: 4,
  name: 'nodes',
  async up({ schema }) {
    await schema
      .createTable('nodes')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('seen_at', 'double precision', (column) => column.notNull())
      .execute();
  },
  async down({ schema }) {
    await schema.dropTable('nodes').execute();
  },
};
