import type { Migration } from './migration.js';

/** Virtual keys, teams, users, selectors, and the audit of who changed them. */
export const keys: Migration = {
  version: 1,
  name: 'keys',
  async up({ schema }) {
    await schema
      .createTable('store_settings')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('value', 'text', (column) => column.notNull())
      .execute();
    await schema
      .createTable('keys')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('user_name', 'text')
      .addColumn('team_name', 'text')
      .addColumn('definition', 'text', (column) => column.notNull())
      .addColumn('expires_at', 'double precision')
      .addColumn('enabled', 'integer', (column) => column.notNull())
      .addColumn('created_at', 'double precision', (column) => column.notNull())
      .addColumn('updated_at', 'double precision', (column) => column.notNull())
      .addColumn('deleted_at', 'double precision')
      .execute();
    await schema
      .createTable('key_secrets')
      .addColumn('hash', 'text', (column) => column.primaryKey())
      .addColumn('key_id', 'text', (column) => column.notNull().references('keys.id'))
      .addColumn('created_at', 'double precision', (column) => column.notNull())
      .addColumn('expires_at', 'double precision')
      .execute();
    await schema.createIndex('key_secrets_key_id').on('key_secrets').column('key_id').execute();
    await schema
      .createTable('scopes')
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('definition', 'text', (column) => column.notNull())
      .addColumn('created_at', 'double precision', (column) => column.notNull())
      .addColumn('updated_at', 'double precision', (column) => column.notNull())
      .addPrimaryKeyConstraint('scopes_pk', ['kind', 'name'])
      .execute();
    await schema
      .createTable('audit')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('at', 'double precision', (column) => column.notNull())
      .addColumn('actor', 'text', (column) => column.notNull())
      .addColumn('address', 'text', (column) => column.notNull())
      .addColumn('action', 'text', (column) => column.notNull())
      .addColumn('target', 'text', (column) => column.notNull())
      .addColumn('before', 'text')
      .addColumn('after', 'text')
      .addColumn('hash', 'text', (column) => column.notNull())
      .execute();
  },
  async down({ schema }) {
    for (const table of ['audit', 'scopes', 'key_secrets', 'keys', 'store_settings']) {
      await schema.dropTable(table).execute();
    }
  },
};
