import { ManualClock } from '../../../common/testing/manual-clock.js';
import type { Store } from '../../../storage/store.js';
import { newCallId } from '../call-id.js';
import type { CallWriter, ClosedRow, OpenRow } from '../call-writer.js';
import { JournaledWriter } from '../journaled-writer.js';
import { LedgerWriter } from '../ledger-writer.js';

/** When the calls of these rows began. */
export const NOW_MS = Date.parse('2026-11-29T12:30:00Z');
/** The beginning of that day. */
export const DAY_START_MS = Date.parse('2026-11-29');

/** The row of a call that has begun. */
export const openRow = (more: Partial<OpenRow> = {}): OpenRow => ({
  id: newCallId(NOW_MS),
  node: 'node-1',
  request_id: 'r-1',
  trace_id: null,
  session: null,
  started_at: NOW_MS,
  key_id: 'abcdefgh',
  user_name: 'ann',
  team_name: 'red',
  tags: JSON.stringify({ project: 'apollo' }),
  client: 'curl/8 "quoted" ✓',
  surface: 'openai',
  route: null,
  provider: 'acme',
  model_asked: 'acme/small',
  model_sent: 'small',
  operation: 'chat',
  is_stream: 0,
  is_replay: 0,
  outcome: 'pending',
  reserved: '3000000000000',
  windows: JSON.stringify([{ scope: 'team:red', per: 'day', start: DAY_START_MS }]),
  ...more,
});

/** The row of a call that began at another time. */
export const openedAt = (atMs: number): OpenRow => openRow({ id: newCallId(atMs), started_at: atMs });

/** A key that is stored. */
export const keyRow = (id: string, definition: object) => {
  const unused = { user_name: null, team_name: null, expires_at: null, deleted_at: null };
  const times = { created_at: 0, updated_at: 0 };
  return { id, name: id, definition: JSON.stringify(definition), enabled: 1, ...times, ...unused };
};

/** What the row says once the call has ended well. */
export const closedRow = ({ id }: Pick<OpenRow, 'id'>, more: Partial<ClosedRow> = {}): ClosedRow => ({
  id,
  ended_at: NOW_MS + 1_000,
  provider: 'acme',
  provider_key: 'ACME_API_KEY',
  model_sent: 'acme-1',
  model_answered: 'acme-1-2026',
  input_tokens: 10,
  cache_read_tokens: 0,
  cache_write_tokens: null,
  output_tokens: 20,
  reasoning_tokens: 5,
  audio_tokens: null,
  total_tokens: 30,
  is_estimated: 0,
  cost: '2000000000001',
  cost_source: 'price_table',
  provider_cost: null,
  computed_cost: '2000000000001',
  price_version: 'genai-prices 0.1.8',
  outcome: 'ok',
  finish_reason: 'stop',
  status: 200,
  error_code: null,
  first_token_ms: null,
  duration_ms: 1_000.5,
  overhead_ms: 0.25,
  reserved: '0',
  detail: null,
  ...more,
});

/** As the gateway writes to such a store; throws where something has to wait. */
export async function writerOf(store: Store): Promise<CallWriter> {
  const { journal } = store;
  const began = (error: unknown) => {
    throw error;
  };
  const delayed = { began, over: () => undefined };
  if (journal === null) return new LedgerWriter(store);
  return JournaledWriter.open({ store, journal, clock: new ManualClock(), delayed });
}

/** Writes a call from its beginning to its end. @returns its id. */
export async function writeCall(
  writer: CallWriter,
  row: OpenRow,
  end: Partial<ClosedRow> = {},
): Promise<OpenRow['id']> {
  await writer.open(row);
  await writer.close({ row: closedRow(row, end), attempts: [], windows: [], changes: [] });
  return row.id;
}
