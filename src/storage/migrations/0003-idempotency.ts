import type { Migration } from './migration.js';

/** Answers that requests with an Idempotency-Key get again, and rows of calls that were answered so. */
export const idempotency: Migration = {
  version: 3,
  name: 'idempotency',
  async up({ schema }) {
    await schema
      .createTable('kept_answers')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('token', 'text', (column) => column.notNull())
      .addColumn('fingerprint', 'text', (column) => column.notNull())
      .addColumn('expires_at', 'double precision', (column) => column.notNull())
      .addColumn('status', 'integer')
      .addColumn('headers', 'text')
      .addColumn('body', 'text')
      .addColumn('source', 'text')
      .execute();
    await schema.createIndex('kept_answers_expiry').on('kept_answers').column('expires_at').execute();
    await schema.alterTable('calls').addColumn('is_replay', 'integer').execute();
  },
  async down({ schema }) {
    await schema.alterTable('calls').dropColumn('is_replay').execute();
    await schema.dropTable('kept_answers').execute();
  },
};
