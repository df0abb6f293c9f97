import { sql } from 'kysely';
import type { Migration } from './migration.js';

/** What columns of the ledger hold, by name; `calls` has its key and its indexes besides. */
const CALL_COLUMNS = {
  node: 'text',
  request_id: 'text',
  trace_id: 'text',
  session: 'text',
  started_at: 'double precision',
  ended_at: 'double precision',
  key_id: 'text',
  user_name: 'text',
  team_name: 'text',
  tags: 'text',
  client: 'text',
  surface: 'text',
  route: 'text',
  provider: 'text',
  provider_key: 'text',
  model_asked: 'text',
  model_sent: 'text',
  model_answered: 'text',
  operation: 'text',
  is_stream: 'integer',
  input_tokens: 'bigint',
  cache_read_tokens: 'bigint',
  cache_write_tokens: 'bigint',
  output_tokens: 'bigint',
  reasoning_tokens: 'bigint',
  audio_tokens: 'bigint',
  total_tokens: 'bigint',
  is_estimated: 'integer',
  cost: 'bigint',
  cost_source: 'text',
  provider_cost: 'bigint',
  computed_cost: 'bigint',
  price_version: 'text',
  outcome: 'text',
  finish_reason: 'text',
  status: 'integer',
  error_code: 'text',
  first_token_ms: 'double precision',
  duration_ms: 'double precision',
  overhead_ms: 'double precision',
  reserved: 'bigint',
  windows: 'text',
} as const;

const ATTEMPT_COLUMNS = {
  provider: 'text',
  provider_key: 'text',
  model_sent: 'text',
  outcome: 'text',
  error_code: 'text',
  input_tokens: 'bigint',
  cache_read_tokens: 'bigint',
  cache_write_tokens: 'bigint',
  output_tokens: 'bigint',
  reasoning_tokens: 'bigint',
  total_tokens: 'bigint',
  cost: 'bigint',
  duration_ms: 'double precision',
} as const;

/** A row a call, rows of attempts where a call had several, and what budgets have spent. Money in 10^-12 dollars. */
export const ledger: Migration = {
  version: 2,
  name: 'ledger',
  async up(db) {
    const { schema } = db;
    let calls = schema.createTable('calls').addColumn('id', 'text', (column) => column.primaryKey());
    for (const [name, type] of Object.entries(CALL_COLUMNS)) calls = calls.addColumn(name, type);
    await calls.execute();
    // ids grow with time, so that the one index serves all reports of a window
    await schema.createIndex('calls_key').on('calls').columns(['key_id', 'id']).execute();
    await sql`create index calls_open on calls (node) where outcome = 'pending'`.execute(db);
    let attempts = schema
      .createTable('attempts')
      .addColumn('call_id', 'text', (column) => column.notNull())
      .addColumn('position', 'integer', (column) => column.notNull());
    for (const [name, type] of Object.entries(ATTEMPT_COLUMNS)) attempts = attempts.addColumn(name, type);
    await attempts.addPrimaryKeyConstraint('attempts_pk', ['call_id', 'position']).execute();
    await schema
      .createTable('spend')
      .addColumn('scope', 'text', (column) => column.notNull())
      .addColumn('per', 'text', (column) => column.notNull())
      .addColumn('start_at', 'double precision', (column) => column.notNull())
      .addColumn('spent', 'bigint', (column) => column.notNull())
      .addColumn('reserved', 'bigint', (column) => column.notNull().defaultTo(0))
      .addPrimaryKeyConstraint('spend_pk', ['scope', 'per', 'start_at'])
      .execute();
  },
  async down({ schema }) {
    for (const table of ['spend', 'attempts', 'calls']) await schema.dropTable(table).execute();
  },
};
