import type {
  AttemptsTable,
  CallsTable,
  NodesTable,
  RolledDaysTable,
  SpendTable,
  FirstTokenDaysTable,
  UsageDaysTable,
} from './ledger-tables.js';
import type { BudgetAlertsTable, PricesTable, RepricedCallsTable, RepricingsTable } from './money-tables.js';

/** Settings of the store itself, which all nodes share. */
export interface StoreSettingsTable {
  name: string;
  value: string;
}

/** A virtual key; rows of deleted ones stay, since usage names them. */
export interface KeysTable {
  /** The eight characters that a key shows after `tg_`. */
  id: string;
  name: string;
  user_name: string | null;
  team_name: string | null;
  /** JSON: `KeyGrant` beside what has a column of its own. */
  definition: string;
  expires_at: number | null;
  enabled: number;
  created_at: number;
  updated_at: number;
  deleted_at: number | null;
}

/** What a key may be spelled as now: one secret, and for a while after a rotation the one before. */
export interface KeySecretsTable {
  /** HMAC of the whole key under the store's own secret. */
  hash: string;
  key_id: string;
  created_at: number;
  /** `null` = as long as the key. */
  expires_at: number | null;
}

/** Teams, users, selectors, the root of the tree, and what new ones begin with. */
export interface ScopesTable {
  kind: 'everything' | 'team' | 'user' | 'selector' | 'defaults';
  name: string;
  /** JSON: `ScopeDefinition`. */
  definition: string;
  created_at: number;
  updated_at: number;
}

/** Acts of administrators: only ever added to, each row bound to the one before by its hash. */
export interface AuditTable {
  id: number;
  at: number;
  actor: string;
  address: string;
  action: string;
  target: string;
  /** JSON, secrets as prefixes; `null` = there was nothing. */
  before: string | null;
  after: string | null;
  hash: string;
}

/** An answer for requests with the same Idempotency-Key, or the place of one that is under way. */
export interface KeptAnswersTable {
  /** Hash of who calls, and of the key. */
  id: string;
  /** Of the request that is answered, among those that come with one key. */
  token: string;
  /** Hash of what is asked. */
  fingerprint: string;
  expires_at: number;
  /** `null`, with what follows = it is under way. */
  status: number | null;
  /** JSON. */
  headers: string | null;
  /** In base64. */
  body: string | null;
  /** JSON: who answered. */
  source: string | null;
}

/** What was asked and answered in a call. */
export interface CapturesTable {
  call_id: string;
  mode: 'off' | 'errors' | 'sampled' | 'all';
  captured_at: number;
  /** JSON: `CaptureContent`, redacted. */
  content: string;
}

/** Somebody who is logged in at the console. */
export interface SessionsTable {
  /** Hash of the token that the browser sends. */
  hash: string;
  /** Id of the key or the person: the same for all sessions of one. */
  holder: string;
  /** Who that is, sealed: the token alone opens it. */
  sealed: string;
  opened_at: number;
  ends_at: number;
  /** Up to a minute behind the last use. */
  used_at: number;
}

/** All tables by their names. */
export interface Database {
  store_settings: StoreSettingsTable;
  keys: KeysTable;
  key_secrets: KeySecretsTable;
  scopes: ScopesTable;
  audit: AuditTable;
  calls: CallsTable;
  attempts: AttemptsTable;
  spend: SpendTable;
  usage_days: UsageDaysTable;
  first_token_days: FirstTokenDaysTable;
  rolled_days: RolledDaysTable;
  kept_answers: KeptAnswersTable;
  nodes: NodesTable;
  prices: PricesTable;
  repricings: RepricingsTable;
  repriced_calls: RepricedCallsTable;
  budget_alerts: BudgetAlertsTable;
  captures: CapturesTable;
  sessions: SessionsTable;
}
