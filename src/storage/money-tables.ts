/** A price that an administrator set; only ever added to. Times in milliseconds since 1970. */
export interface PricesTable {
  /** Grows with time. */
  id: string;
  provider: string;
  model: string;
  valid_from: number;
  /** JSON: `OperatorPrice`. */
  price: string;
  created_at: number;
  created_by: string;
}

/** A window of calls that was priced anew. Money in 10^-12 US dollars. */
export interface RepricingsTable {
  id: string;
  at: number;
  actor: string;
  from_at: number;
  to_at: number;
  model: string;
  provider: string | null;
  calls: number;
  changed: number;
  cost_before: bigint;
  cost_after: bigint;
}

/** What a call cost before it was priced anew. */
export interface RepricedCallsTable {
  repricing_id: string;
  call_id: string;
  /** `null` = it was not known. */
  cost: bigint | null;
  cost_source: string | null;
  computed_cost: bigint | null;
  price_version: string | null;
}

/** A budget that reached a part of what it has, once in each of its periods; those who are told of it. */
export interface BudgetAlertsTable {
  id: string;
  /** JSON: what is told. */
  body: string;
  created_at: number;
  /** Until then a node is at it, or waits to try again. */
  busy_until: number;
  attempts: number;
  /** 1 = it was told, or given up. */
  is_done: number;
}
